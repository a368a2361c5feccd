using FactoryTwin.Events;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Hosting.Adapters;

/// <summary>The event bus of a process: opened by the first service that starts, shared by all, closed after the last.</summary>
internal sealed class EventBusHolder : IEventPublisher, IEventSubscriber, IDeadLetters, IAsyncDisposable
{
    private readonly SemaphoreSlim opening = new(1, 1);
    private EmbeddedEventLog? log;

    /// <exception cref="InvalidOperationException">It is not open yet.</exception>
    private EmbeddedEventLog Log => log ?? throw new InvalidOperationException("The event log is used before it is open.");

    /// <exception cref="StartRefusedException">It cannot be opened.</exception>
    public async Task OpenAsync(EventsOptions options, string dataDirectory, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        await opening.WaitAsync(cancellationToken);
        try
        {
            if (log is not null)
                return;
            options.Embedded.Directory = Path.Combine(dataDirectory, "events");
            log = await EmbeddedEventLog.OpenAsync(options.Embedded, time, logger, cancellationToken: cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartRefusedException("events", "Events:Kind embedded", e.Message, e);
        }
        finally
        {
            opening.Release();
        }
    }

    public ValueTask PublishAsync(string topic, IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken) =>
        Log.PublishAsync(topic, events, cancellationToken);

    public Task RunAsync(Subscription subscription, CancellationToken cancellationToken) => Log.RunAsync(subscription, cancellationToken);

    public ValueTask<IReadOnlyList<DeadLetter>> ListAsync(string topic, string group, int limit, CancellationToken cancellationToken) =>
        Log.ListAsync(topic, group, limit, cancellationToken);

    public ValueTask ReplayAsync(string id, CancellationToken cancellationToken) => Log.ReplayAsync(id, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref log, null) is { } open)
            await open.DisposeAsync();
    }
}
