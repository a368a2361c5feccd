using Microsoft.Extensions.Logging;

namespace FactoryTwin.Chaos.Tests.Crash.Worker;

/// <summary>Warnings of the product's parts go to the error stream: the program shows the last of them where a worker stands still.</summary>
/// <typeparam name="T">What complains.</typeparam>
internal sealed class Complaint<T>(TimeProvider time) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            Console.Error.WriteLine($"{time.GetUtcNow():HH:mm:ss.fff} {formatter(state, exception)} {exception?.Message}");
    }
}
