using System.Diagnostics.Metrics;
using System.Globalization;
using FactoryTwin.Events;
using FactoryTwin.Hosting.Outbox;
using FactoryTwin.Storage;

namespace FactoryTwin.Chaos.Tests.Crash.Worker;

/// <summary>The relay of the services, which tells what it has published before it removes it from the outbox.</summary>
internal sealed class Relay(IStore store, IEventPublisher bus, TimeProvider time, Report report) : IEventPublisher, IMeterFactory
{
    private readonly List<Meter> meters = [];

    public async Task RunAsync(CancellationToken stop)
    {
        using var relay = new OutboxRelay("chaos", () => store.Outbox, this, time, this, new Complaint<OutboxRelay>(TimeProvider.System));
        await relay.StartAsync(CancellationToken.None);
        var stopped = new TaskCompletionSource();
        await using (stop.Register(stopped.SetResult))
            await Task.WhenAny(stopped.Task, relay.ExecuteTask!);
        if (!stop.IsCancellationRequested)
            await relay.ExecuteTask!;
        await relay.StopAsync(new CancellationToken(canceled: true));
    }

    public async ValueTask PublishAsync(string topic, IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken)
    {
        await bus.PublishAsync(topic, events, cancellationToken);
        report.Tell(string.Create(CultureInfo.InvariantCulture, $"p {events.Count}"));
    }

    public Meter Create(MeterOptions options)
    {
        meters.Add(new Meter(options));
        return meters[^1];
    }

    public void Dispose() => meters.ForEach(meter => meter.Dispose());
}
