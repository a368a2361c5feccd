using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Testing;

/// <summary>A log line as it was written.</summary>
public sealed record LogLine(string Category, LogLevel Level, int EventId, string Text, Exception? Exception);

/// <summary>Keeps the newest log lines of the services under test.</summary>
public sealed class LogCapture : ILoggerProvider
{
    private const int Limit = 20_000;

    private readonly ConcurrentQueue<LogLine> lines = new();

    /// <summary>The lines, oldest first.</summary>
    public IReadOnlyList<LogLine> Lines => [.. lines];

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Capturing(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Add(LogLine line)
    {
        lines.Enqueue(line);
        while (lines.Count > Limit)
            lines.TryDequeue(out _);
    }

    private sealed class Capturing(LogCapture owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner.Add(new LogLine(category, logLevel, eventId.Id, formatter(state, exception), exception));
    }
}
