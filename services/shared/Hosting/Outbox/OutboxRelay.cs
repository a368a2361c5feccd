using System.Diagnostics.Metrics;
using FactoryTwin.Events;
using FactoryTwin.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Hosting.Outbox;

/// <summary>
/// Publishes what a service committed to its outbox, in commit order and at least once: an entry is removed only after the bus has
/// it. On shutdown it goes on until the outbox is empty or the drain's limit is reached; what is left is published after the restart.
/// </summary>
internal sealed partial class OutboxRelay : BackgroundService
{
    /// <summary>Entries published and removed together.</summary>
    private const int BatchSize = 256;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <summary>The wake-up is a hint; a missed one costs this much and no more.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);

    private readonly string service;
    private readonly Func<IOutbox> outbox;
    private readonly IEventPublisher publisher;
    private readonly TimeProvider time;
    private readonly ILogger<OutboxRelay> logger;
    private readonly Counter<long> published;
    private readonly Counter<long> failures;
    private readonly CancellationTokenSource abandon = new();
    private long oldestTicks;

    public OutboxRelay(
        string service, Func<IOutbox> outbox, IEventPublisher publisher, TimeProvider time, IMeterFactory meters, ILogger<OutboxRelay> logger)
    {
        (this.service, this.outbox, this.publisher, this.time, this.logger) = (service, outbox, publisher, time, logger);
        var meter = meters.Create("FactoryTwin.Hosting");
        published = meter.CreateCounter<long>("factorytwin.outbox.published", "{event}", "Events handed from the outbox to the bus.");
        failures = meter.CreateCounter<long>("factorytwin.outbox.failures", "{attempt}", "Attempts to publish that failed.");
        meter.CreateObservableGauge("factorytwin.outbox.waiting", () => outbox().Count, "{event}", "Committed events not yet published.");
        meter.CreateObservableGauge("factorytwin.outbox.age", AgeSeconds, "s", "Age of the oldest event that waits in the outbox.");
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await using var limit = cancellationToken.Register(static state => ((CancellationTokenSource)state!).Cancel(), abandon);
        await base.StopAsync(cancellationToken);
        if (outbox().Count is > 0 and var left)
            LeftBehind(logger, service, left);
    }

    public override void Dispose()
    {
        abandon.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await DrainAsync(abandon.Token);
                await SleepAsync(stoppingToken);
            }
            await DrainAsync(abandon.Token);
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        var delay = FirstDelay;
        while (true)
        {
            var topic = "";
            try
            {
                // A store that is away is waited for as a bus is.
                if (await outbox().PeekAsync(BatchSize, cancellationToken) is not { Count: > 0 } entries)
                    break;
                topic = entries[0].Topic;
                Interlocked.Exchange(ref oldestTicks, entries[0].Event.Time.UtcTicks);
                await PublishAsync(entries, cancellationToken);
                delay = FirstDelay;
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                failures.Add(1);
                PublishFailed(logger, e, service, topic, delay.TotalMilliseconds);
                await Task.Delay(delay, time, cancellationToken);
                delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
            }
        }
        Interlocked.Exchange(ref oldestTicks, 0);
    }

    private async Task PublishAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellationToken)
    {
        for (var start = 0; start < entries.Count;)
        {
            var topic = entries[start].Topic;
            var end = start + 1;
            while (end < entries.Count && entries[end].Topic == topic)
                end++;
            await publisher.PublishAsync(topic, [.. entries.Skip(start).Take(end - start).Select(e => e.Event)], cancellationToken);
            start = end;
        }
        await outbox().RemoveAsync(entries[^1].Id, cancellationToken);
        published.Add(entries.Count);
    }

    private async Task SleepAsync(CancellationToken stoppingToken)
    {
        using var sleep = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var timer = time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), sleep, LongestSleep, Timeout.InfiniteTimeSpan);
        try
        {
            await outbox().WaitAsync(sleep.Token);
        }
        catch (OperationCanceledException)
        {
            // Time to look again, or to stop.
        }
    }

    private double AgeSeconds()
    {
        var ticks = Interlocked.Read(ref oldestTicks);
        return ticks == 0 ? 0 : Math.Max(0, (time.GetUtcNow() - new DateTimeOffset(ticks, TimeSpan.Zero)).TotalSeconds);
    }

    [LoggerMessage(1201, LogLevel.Warning, "{Service} could not publish to {Topic}; tries again in {DelayMilliseconds} ms")]
    private static partial void PublishFailed(ILogger logger, Exception exception, string service, string topic, double delayMilliseconds);

    [LoggerMessage(1202, LogLevel.Warning, "{Service} stops with {Waiting} events in its outbox; they are published after the restart")]
    private static partial void LeftBehind(ILogger logger, string service, long waiting);
}
