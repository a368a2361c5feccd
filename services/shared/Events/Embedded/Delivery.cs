using FactoryTwin.Events.Common;
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
        var delivery = new BatchDelivery(subscription, partition, (e, reason, _) => PutAsideAsync(e, reason), Advance, metrics, time, logger);
        while (!stop.IsCancellationRequested)
        {
            var appended = log.Appended;
            if (_place.Position >= log.NextOffset) await appended.WaitAsync(stop);
            await _place.Turn.WaitAsync(stop);
            try
            {
                if (_place.Position == GroupPartition.Unknown) _place.Position = await StartAsync(stop);
                var events = Read();
                if (events.Count > 0) await delivery.DeliverAsync(events, stop);
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

    private ValueTask PutAsideAsync(ReceivedEvent e, Exception reason)
    {
        letters.Save(LetterReplay.NewLetter(subscription, partition, e, reason, subscription.MaxAttempts, time.GetUtcNow()));
        return ValueTask.CompletedTask;
    }

    private void Advance(long position)
    {
        _place.Position = position;
        _place.Known = position;
        positions.MarkChanged();
    }

    [LoggerMessage(1103, LogLevel.Error, "Group {Group} lost {Topic}/{Partition} from {Position} to {Start}: deleted by the hard cap before it was read")]
    private partial void LogGap(string group, string topic, int partition, long position, long start);
}
