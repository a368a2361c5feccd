using Confluent.Kafka;
using FactoryTwin.Events.Kafka.Records;

namespace FactoryTwin.Events.Kafka;

/// <summary>Reads stretches of one partition by a consumer that is in no group.</summary>
internal sealed class RecordRange(IConsumer<byte[], byte[]> consumer, TopicPartition place, KafkaOptions options, ClientState state, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>The first offset that is there and the one after the last; null where the topic is not there.</summary>
    public (long Low, long High)? Bounds()
    {
        try
        {
            return PartitionBounds.Ask(consumer, place, options.RequestTimeout);
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownPartition or ErrorCode.Local_UnknownTopic)
        {
            return null;
        }
    }

    /// <summary>The records in [<paramref name="start"/>, <paramref name="end"/>) that compaction has left there.</summary>
    /// <exception cref="TimeoutException">The brokers stopped answering.</exception>
    public IEnumerable<ConsumeResult<byte[], byte[]>> Read(long start, long end, CancellationToken cancellationToken)
    {
        if (start >= end) yield break;
        consumer.Assign(new TopicPartitionOffset(place, start));
        var heard = time.GetTimestamp();
        for (var at = start; at < end;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (consumer.Consume(Poll) is { } record)
            {
                at = record.Offset.Value + 1;
                heard = time.GetTimestamp();
                if (record.Offset.Value < end) yield return record;
            }
            else if (consumer.Position(place) is { IsSpecial: false } position)
            {
                // Records that compaction took away are passed without a word.
                at = Math.Max(at, position.Value);
            }
            if (time.GetElapsedTime(heard) > options.RequestTimeout)
                throw new TimeoutException($"The records of '{place.Topic}' could not be read: {state.LastTrouble}");
        }
    }
}
