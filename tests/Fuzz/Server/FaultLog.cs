using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Fuzz.Server;

/// <summary>Keeps what the server logs as its own fault: every line of level error. Whatever a client sends, there must be none.</summary>
internal sealed class FaultLog : ILoggerProvider
{
    private const int Most = 50;

    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>The lines since the last time.</summary>
    public IReadOnlyList<string> Take()
    {
        List<string> taken = [];
        while (_lines.TryDequeue(out var line))
            taken.Add(line);
        return taken;
    }

    public ILogger CreateLogger(string categoryName) => new Kept(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Kept(FaultLog owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            // A service answered before the body came, and the gateway gave up reading it: Kestrel takes a read that its token ended for one that
            // still runs, says so as an error, and closes the connection, which is right.
            if (eventId.Name == "RequestBodyDrainBodyReaderInvalidState")
                return;
            if (IsEnabled(logLevel) && owner._lines.Count < Most)
                owner._lines.Enqueue($"{category}: {formatter(state, exception)} {exception}");
        }
    }
}
