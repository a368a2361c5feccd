using Microsoft.Extensions.Logging;

namespace FactoryTwin.Events.Embedded;

/// <summary>Delivers one partition to one member of a group. Members take turns batch by batch, so a partition's order holds.</summary>
internal sealed partial class Delivery(
    PartitionLog log, int partition, ConsumerGroup group, Subscription subscription, DeadLetterFiles letters, GroupPositions positions,
    EventMetrics metrics, TimeProvider time, ILogger logger)
{
    private readonly GroupPartition _place = group.Partitions[partition];

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var appended = log.Appended;
            if (_place.Position >= log.NextOffset) await appended.WaitAsync(stop);
            await _place.Turn.WaitAsync(stop);
            try
            {
                if (_place.Position == GroupPartition.Unknown) _place.Position = await StartAsync(stop);
                var events = Read();
                if (events.Count > 0) await DeliverAsync(events, stop);
            }
            finally
            {
                _place.Turn.Release();
            }
        }
    }

    private async ValueTask<long> StartAsync(CancellationToken stop)
    {
        var start = await subscription.Offsets!.GetOffsetAsync(group.Name, group.Topic, partition, stop) ?? log.StartOffset;
        if (start > log.NextOffset)
            throw new InvalidOperationException(
                $"Group '{group.Name}' stands at offset {start} of {group.Topic}/{partition}, but the log ends at {log.NextOffset}: the log is older than the group's store.");
        _place.Known = start;
        return start;
    }

    private IReadOnlyList<ReceivedEvent> Read()
    {
        var position = _place.Position;
        if (_place.Cursor?.Offset != position) _place.Cursor = new(position);
        IReadOnlyList<ReceivedEvent> events;
        try
        {
            events = log.Read(_place.Cursor!, subscription.MaxBatchEvents);
        }
        catch (ObjectDisposedException)
        {
            _place.Cursor = null;
            return [];
        }
        if (events.Count > 0 && events[0].Offset > position)
        {
            metrics.Dropped(group.Topic, group.Name, events[0].Offset - position);
            LogGap(group.Name, group.Topic, partition, position, events[0].Offset);
        }
        return events;
    }

    private async Task DeliverAsync(IReadOnlyList<ReceivedEvent> events, CancellationToken stop)
    {
        var failure = await TryAsync(events, stop);
        if (failure is not null && events.Count == 1) PutAside(events[0], failure);
        else if (failure is not null)
            foreach (var single in events)
            {
                if (await TryAsync([single], stop) is { } reason) PutAside(single, reason);
                Advance(single.Offset + 1);
            }
        Advance(events[^1].Offset + 1);
    }

    /// <summary>The last attempt's exception, or null where the handler took the batch.</summary>
    private async Task<Exception?> TryAsync(IReadOnlyList<ReceivedEvent> events, CancellationToken stop)
    {
        var batch = new EventBatch(group.Topic, partition, events);
        var delay = subscription.RetryDelay;
        var attempt = 1;
        while (true)
        {
            try
            {
                await subscription.Handle(batch, stop);
                metrics.Delivered(group.Topic, group.Name, events.Count);
                return null;
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                if (subscription.IsTransient?.Invoke(e) != true && ++attempt > subscription.MaxAttempts) return e;
                metrics.Retried(group.Topic, group.Name);
                LogRetry(e, group.Name, group.Topic, partition, events[0].Offset, events.Count);
            }
            await Task.Delay(delay, time, stop);
            delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, TimeSpan.TicksPerSecond * 5));
        }
    }

    private void PutAside(ReceivedEvent e, Exception reason)
    {
        letters.Save(new(DeadLetterFiles.IdOf(group.Topic, group.Name, partition, e.Offset), group.Topic, group.Name, partition, e.Offset,
            e.Event, $"{reason.GetType().Name}: {reason.Message}", subscription.MaxAttempts, time.GetUtcNow()));
        metrics.DeadLetter(group.Topic, group.Name);
        LogDeadLetter(reason, group.Name, group.Topic, partition, e.Offset);
    }

    private void Advance(long position)
    {
        _place.Position = position;
        _place.Known = position;
        positions.MarkChanged();
    }

    [LoggerMessage(1101, LogLevel.Warning, "Group {Group} failed on {Count} events from {Topic}/{Partition}@{Offset}; it is tried again")]
    private partial void LogRetry(Exception e, string group, string topic, int partition, long offset, int count);

    [LoggerMessage(1102, LogLevel.Error, "Group {Group} could not handle {Topic}/{Partition}@{Offset}: kept as a dead letter, the partition goes on")]
    private partial void LogDeadLetter(Exception e, string group, string topic, int partition, long offset);

    [LoggerMessage(1103, LogLevel.Error, "Group {Group} lost {Topic}/{Partition} from {Position} to {Start}: deleted by the hard cap before it was read")]
    private partial void LogGap(string group, string topic, int partition, long position, long start);
}
