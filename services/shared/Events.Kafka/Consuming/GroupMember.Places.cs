using Confluent.Kafka;
using FactoryTwin.Events.Kafka.Records;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Events.Kafka.Consuming;

/// <summary>Partitions come and go; where each begins, and what is committed of it.</summary>
internal sealed partial class GroupMember
{
    /// <summary>The thread that fetches waits for no broker longer, so that its other partitions go on.</summary>
    private static readonly TimeSpan ResetLimit = TimeSpan.FromSeconds(1);

    private IEnumerable<TopicPartitionOffset> Assigned(IConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions)
    {
        try
        {
            return Begin(partitions);
        }
        catch (Exception e)
        {
            // An exception does not find its way through the library: it is thrown on after the call. Nothing is fetched until then.
            _failure = e;
            return partitions.Select(p => new TopicPartitionOffset(p, Offset.End));
        }
    }

    private List<TopicPartitionOffset> Begin(List<TopicPartition> partitions)
    {
        var starts = new List<TopicPartitionOffset>();
        foreach (var partition in partitions)
        {
            long? start = subscription.Offsets is null ? null : OwnPlace(partition.Partition.Value) ?? 0L;
            var lane = new Lane(subscription, partition.Partition.Value, start, new(subscription.Topic, options.BufferEvents, options.BufferBytes), services);
            _lanes[lane.Partition] = lane;
            starts.Add(new(partition, start switch { null => Offset.Unset, 0 => Offset.Beginning, { } offset => offset }));
        }
        HasJoined = true;
        LogAssigned(subscription.Group, subscription.Topic, partitions.Count, _lanes.Count);
        return starts;
    }

    /// <summary>The place in the handler's own store; asked until it answers, since nothing can be handled without.</summary>
    private long? OwnPlace(int partition)
    {
        var delay = subscription.RetryDelay;
        while (true)
        {
            try
            {
                return subscription.Offsets!.GetOffsetAsync(subscription.Group, subscription.Topic, partition, _stopping).AsTask().GetAwaiter().GetResult();
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested && subscription.IsTransient?.Invoke(e) == true)
            {
                LogNoPlace(e, subscription.Group, subscription.Topic, partition);
            }
            _stopping.WaitHandle.WaitOne(delay);
            delay = delay * 2 < TimeSpan.FromSeconds(1) ? delay * 2 : TimeSpan.FromSeconds(1);
        }
    }

    /// <summary>Partitions go to another member: their handlers end first, so that no two members handle one partition.</summary>
    private void Give(IConsumer<byte[], byte[]> consumer, List<TopicPartitionOffset> places, bool commit)
    {
        var lanes = places.Select(place => _lanes.GetValueOrDefault(place.Partition.Value)).OfType<Lane>().ToArray();
        Task.WhenAll(lanes.Select(lane => lane.StopAsync())).GetAwaiter().GetResult();
        if (commit)
        {
            _commit.GetAwaiter().GetResult();
            Commit(consumer, lanes).GetAwaiter().GetResult();
        }
        foreach (var lane in lanes) _lanes.TryRemove(lane.Partition, out _);
        LogGiven(subscription.Group, subscription.Topic, places.Count, _lanes.Count);
    }

    /// <summary>Tells the broker how far the handlers are. What does not get there comes again after a restart, no more.</summary>
    private Task Commit(IConsumer<byte[], byte[]> consumer, IEnumerable<Lane> lanes)
    {
        var due = lanes.Where(lane => lane.Position is { } position && position > lane.Committed).Select(lane => (Lane: lane, Position: lane.Position!.Value)).ToArray();
        if (due.Length == 0) return Task.CompletedTask;
        return Task.Run(() =>
        {
            try
            {
                consumer.Commit(due.Select(d => new TopicPartitionOffset(_topic, d.Lane.Partition, d.Position)));
                foreach (var (lane, position) in due) lane.Committed = position;
            }
            catch (KafkaException e)
            {
                LogNotCommitted(subscription.Group, subscription.Topic, e.Error.Reason);
            }
        });
    }

    /// <summary>
    /// The broker does not know the place that is to be fetched next. Older than the oldest event: those between are lost to retention, which
    /// is counted, and it goes on. Beyond the end: the log is not the one that the store belongs to, and to go on would lose events. Between
    /// them: the broker was wrong, as after a change of leaders, and it goes on there. Tried again until the brokers answer.
    /// </summary>
    private void Reset(IConsumer<byte[], byte[]> consumer, Lane lane)
    {
        var place = new TopicPartition(_topic, lane.Partition);
        var next = lane.NextFetch ?? lane.Position ?? 0;
        try
        {
            var (low, high) = PartitionBounds.Ask(consumer, place, ResetLimit);
            if (next > high)
                throw new InvalidOperationException(
                    $"Group '{subscription.Group}' stands at offset {next} of {subscription.Topic}/{lane.Partition}, but the log ends at {high}: the log is older than the group's store.");
            // To seek is refused: the client has stopped fetching here, and begins again only with a partition that it is given anew.
            if (!lane.IsTaken) consumer.IncrementalUnassign([place]);
            lane.IsTaken = true;
            consumer.IncrementalAssign([new TopicPartitionOffset(place, Math.Max(next, low))]);
            (lane.IsAstray, lane.IsTaken, lane.Paused) = (false, false, false);
            if (next >= low) return;
            services.Metrics.Dropped(subscription.Topic, subscription.Group, low - next);
            LogGap(subscription.Group, subscription.Topic, lane.Partition, next, low);
        }
        catch (KafkaException e) when (!e.Error.IsFatal)
        {
            LogNoRange(subscription.Group, subscription.Topic, lane.Partition, e.Error.Reason);
        }
    }

    [LoggerMessage(1132, LogLevel.Information, "Group {Group} was given {Count} partitions of {Topic}; it has {Now} here")]
    private partial void LogAssigned(string group, string topic, int count, int now);

    [LoggerMessage(1133, LogLevel.Information, "Group {Group} gave {Count} partitions of {Topic} away; it has {Now} here")]
    private partial void LogGiven(string group, string topic, int count, int now);

    [LoggerMessage(1134, LogLevel.Warning, "Group {Group} could not commit its place in {Topic}: {Reason}")]
    private partial void LogNotCommitted(string group, string topic, string reason);

    [LoggerMessage(1135, LogLevel.Warning, "Group {Group} cannot read its place in {Topic}/{Partition} from its store; it is tried again")]
    private partial void LogNoPlace(Exception e, string group, string topic, int partition);

    [LoggerMessage(1137, LogLevel.Warning, "Group {Group} cannot find its place in {Topic}/{Partition}: {Reason}. It is tried again")]
    private partial void LogNoRange(string group, string topic, int partition, string reason);

    [LoggerMessage(1136, LogLevel.Error, "Group {Group} lost {Topic}/{Partition} from {Position} to {Start}: deleted before it was read")]
    private partial void LogGap(string group, string topic, int partition, long position, long start);
}
