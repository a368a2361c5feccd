using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Events.Common;

/// <summary>Puts an event aside that a group could not handle; returns once it is kept.</summary>
internal delegate ValueTask PutAside(ReceivedEvent e, Exception reason, CancellationToken cancellationToken);

/// <summary>
/// Brings batches of one partition to a group's handler: tried again with growing delay, then event by event, and what still fails is
/// put aside. The same for every bus.
/// </summary>
/// <param name="subscription">Whose handler it is.</param>
/// <param name="partition">The partition that the batches are of.</param>
/// <param name="putAside">Keeps a dead letter.</param>
/// <param name="advance">Hears of each offset that the group has come to.</param>
internal sealed partial class BatchDelivery(
    Subscription subscription, int partition, PutAside putAside, Action<long> advance, EventMetrics metrics, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <summary>Returns when all of them are handled, here or elsewhere, or put aside.</summary>
    public async Task DeliverAsync(IReadOnlyList<ReceivedEvent> events, CancellationToken stop)
    {
        while (events.Count > 0)
        {
            try
            {
                await DeliverAllAsync(events, stop);
                return;
            }
            catch (OffsetMovedException e) when (subscription.Offsets is not null)
            {
                LogMoved(e, subscription.Group, subscription.Topic, partition, events[0].Offset);
                var place = await PlaceAsync(subscription.Offsets, stop);
                events = [.. events.Where(e => e.Offset >= place)];
                advance(place);
            }
        }
    }

    private async Task DeliverAllAsync(IReadOnlyList<ReceivedEvent> events, CancellationToken stop)
    {
        var failure = await TryAsync(events, stop);
        if (failure is not null && events.Count == 1) await PutAsideAsync(events[0], failure, stop);
        else if (failure is not null)
            foreach (var single in events)
            {
                if (await TryAsync([single], stop) is { } reason) await PutAsideAsync(single, reason, stop);
                advance(single.Offset + 1);
            }
        advance(events[^1].Offset + 1);
    }

    /// <summary>Keeps what no attempt can help, and says so.</summary>
    public async ValueTask PutAsideAsync(ReceivedEvent e, Exception reason, CancellationToken stop)
    {
        await putAside(e, reason, stop);
        metrics.DeadLetter(subscription.Topic, subscription.Group);
        LogDeadLetter(reason, subscription.Group, subscription.Topic, partition, e.Offset);
    }

    /// <summary>The last attempt's exception, or null where the handler took the batch.</summary>
    private async Task<Exception?> TryAsync(IReadOnlyList<ReceivedEvent> events, CancellationToken stop)
    {
        var batch = new EventBatch(subscription.Topic, partition, events);
        var delay = subscription.RetryDelay;
        var attempt = 1;
        while (true)
        {
            var span = EventTracing.Start(batch, subscription.Group);
            try
            {
                await subscription.Handle(batch, stop);
                metrics.Delivered(subscription.Topic, subscription.Group, events.Count);
                return null;
            }
            catch (Exception e) when (!stop.IsCancellationRequested && (e is not OffsetMovedException || subscription.Offsets is null))
            {
                span?.SetStatus(ActivityStatusCode.Error, e.Message);
                if (subscription.IsTransient?.Invoke(e) != true && ++attempt > subscription.MaxAttempts) return e;
                metrics.Retried(subscription.Topic, subscription.Group);
                LogRetry(e, subscription.Group, subscription.Topic, partition, events[0].Offset, events.Count);
            }
            finally
            {
                span?.Dispose();
            }
            await Task.Delay(delay, time, stop);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    /// <summary>Where the handler's own store says that the group stands; asked until it answers.</summary>
    private async Task<long> PlaceAsync(IOffsetStore offsets, CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(subscription.RetryDelay, time, stop);
            try
            {
                return await offsets.GetOffsetAsync(subscription.Group, subscription.Topic, partition, stop) ?? 0;
            }
            catch (Exception e) when (subscription.IsTransient?.Invoke(e) == true)
            {
                metrics.Retried(subscription.Topic, subscription.Group);
            }
        }
    }

    [LoggerMessage(1101, LogLevel.Warning, "Group {Group} failed on {Count} events from {Topic}/{Partition}@{Offset}; it is tried again")]
    private partial void LogRetry(Exception e, string group, string topic, int partition, long offset, int count);

    [LoggerMessage(1109, LogLevel.Warning, "Group {Group} has handled {Topic}/{Partition}@{Offset} before, here or elsewhere: it goes on from its stored place")]
    private partial void LogMoved(Exception e, string group, string topic, int partition, long offset);

    [LoggerMessage(1102, LogLevel.Error, "Group {Group} could not handle {Topic}/{Partition}@{Offset}: kept as a dead letter, the partition goes on")]
    private partial void LogDeadLetter(Exception e, string group, string topic, int partition, long offset);
}
