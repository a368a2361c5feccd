using System.Globalization;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Local.Logs;

/// <summary>Writes a service's log lines to a file of its own.</summary>
internal sealed class FileLoggerProvider(string path, TimeProvider clock) : ILoggerProvider
{
    private readonly RotatingFile file = new(path);

    public ILogger CreateLogger(string categoryName) => new FileLogger(file, clock, categoryName);

    public void Dispose() => file.Dispose();

    private sealed class FileLogger(RotatingFile file, TimeProvider clock, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var time = clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
            // One event is one line, so that nothing in a message can pass for another event.
            var text = formatter(state, exception).ReplaceLineEndings(" ⏎ ");
            var trace = exception is null ? "" : " | " + exception.ToString().ReplaceLineEndings(" ⏎ ");
            file.Write($"{time} {logLevel,-11} {category}[{eventId.Id}] {text}{trace}\n");
        }
    }
}
