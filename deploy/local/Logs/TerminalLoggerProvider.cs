using Microsoft.Extensions.Logging;

namespace FactoryTwin.Local.Logs;

/// <summary>Shows a service's warnings and errors at the terminal, without stack traces: those are in the file.</summary>
internal sealed class TerminalLoggerProvider(string service, TextWriter errors) : ILoggerProvider
{
    /// <summary>The framework's word on a failed start comes with a stack; the person is told in ours.</summary>
    private const string FrameworkHost = "Microsoft.Extensions.Hosting.Internal.Host";

    public ILogger CreateLogger(string categoryName) =>
        categoryName == FrameworkHost ? Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance : new TerminalLogger(service, errors);

    public void Dispose()
    {
    }

    private sealed class TerminalLogger(string service, TextWriter errors) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var cause = exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})";
            lock (errors)
                errors.WriteLine($"{(logLevel == LogLevel.Warning ? "warning" : "error"),-7} {service}: {formatter(state, exception)}{cause}");
        }
    }
}
