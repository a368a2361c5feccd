using FactoryTwin.Events;
using FactoryTwin.Events.Kafka;
using FactoryTwin.Events.Kafka.Native;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Hosting.Adapters;

/// <summary>The event bus of a process: opened by the first service that starts, shared by all, closed after the last.</summary>
internal sealed class EventBusHolder : IEventPublisher, IEventSubscriber, IDeadLetters, IGroupLags, IAsyncDisposable
{
    private readonly SemaphoreSlim opening = new(1, 1);
    private EmbeddedEventLog? log;
    private KafkaEventBus? kafka;

    private IEventPublisher Publisher => (IEventPublisher?)log ?? kafka ?? throw NotOpen();

    private IEventSubscriber Subscriber => (IEventSubscriber?)log ?? kafka ?? throw NotOpen();

    private IDeadLetters DeadLetters => (IDeadLetters?)log ?? kafka ?? throw NotOpen();

    /// <summary>Whether events get through.</summary>
    public Readiness Readiness => kafka is null
        ? new(log is not null, log is null ? "not open" : "open")
        : new(kafka.Health.Connected, kafka.Health.Detail);

    /// <exception cref="StartRefusedException">It cannot be opened.</exception>
    public async Task OpenAsync(EventsOptions options, string dataDirectory, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        await opening.WaitAsync(cancellationToken);
        try
        {
            if (log is not null || kafka is not null)
                return;
            options.Embedded.Directory = Path.Combine(dataDirectory, "events");
            if (options.Kind == "kafka")
                kafka = await KafkaEventBus.OpenAsync(options.Kafka, time, logger, cancellationToken: cancellationToken);
            else
                log = await EmbeddedEventLog.OpenAsync(options.Embedded, time, logger, cancellationToken: cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or KafkaLibraryException)
        {
            throw new StartRefusedException("events", $"Events:Kind {options.Kind}", e.Message, e);
        }
        finally
        {
            opening.Release();
        }
    }

    /// <summary>Sees to it that a service's topics can be used. The embedded log makes them by use.</summary>
    /// <exception cref="StartRefusedException">Some cannot be; every reason is told.</exception>
    public async Task EnsureTopicsAsync(string service, IReadOnlyList<TopicUse> uses, CancellationToken cancellationToken)
    {
        if (kafka is null)
            return;
        try
        {
            await kafka.EnsureTopicsAsync(uses, cancellationToken);
        }
        catch (TopicRefusedException e)
        {
            throw new StartRefusedException([.. e.Faults.Select(fault => new StartFault(service, "Events:Kind kafka", fault))], e);
        }
        catch (KafkaUnavailableException e)
        {
            throw new StartRefusedException(service, "Events:Kind kafka", e.Message, e);
        }
    }

    public ValueTask PublishAsync(string topic, IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken) =>
        Publisher.PublishAsync(topic, events, cancellationToken);

    public Task RunAsync(Subscription subscription, CancellationToken cancellationToken) => Subscriber.RunAsync(subscription, cancellationToken);

    public ValueTask<IReadOnlyList<DeadLetter>> ListAsync(LetterQuery query, CancellationToken cancellationToken) => DeadLetters.ListAsync(query, cancellationToken);

    public ValueTask<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken) => DeadLetters.FindAsync(id, cancellationToken);

    public ValueTask<DeadLetter> ReplayAsync(string id, string actor, CancellationToken cancellationToken) => DeadLetters.ReplayAsync(id, actor, cancellationToken);

    public ValueTask<DeadLetter?> DiscardAsync(string id, string actor, string reason, CancellationToken cancellationToken) =>
        DeadLetters.DiscardAsync(id, actor, reason, cancellationToken);

    public IReadOnlyList<LetterCount> GetLetterCounts() => DeadLetters.GetLetterCounts();

    public IReadOnlyList<GroupLag> GetLags() => ((IGroupLags?)log ?? kafka ?? throw NotOpen()).GetLags();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref log, null) is { } open)
            await open.DisposeAsync();
        if (Interlocked.Exchange(ref kafka, null) is { } connected)
            await connected.DisposeAsync();
    }

    private static InvalidOperationException NotOpen() => new("The event bus is used before it is open.");
}

/// <summary>A service is ready only while its events get through.</summary>
internal sealed class EventBusCheck(EventBusHolder events) : IReadinessCheck
{
    public string Name => "events";

    public ValueTask<Readiness> CheckAsync(CancellationToken cancellationToken) => ValueTask.FromResult(events.Readiness);
}
