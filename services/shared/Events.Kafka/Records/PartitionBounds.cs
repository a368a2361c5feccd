using Confluent.Kafka;

namespace FactoryTwin.Events.Kafka.Records;

/// <summary>
/// Where a partition begins and ends, as its broker says now. Two questions of their own: the client's QueryWatermarkOffsets asks both at once
/// and, where the answer to one is an error that passes, was seen to return the other as both, which takes all that is there for deleted.
/// </summary>
internal static class PartitionBounds
{
    /// <summary>Times that mean the first record and the end of the log (Kafka protocol, ListOffsets).</summary>
    private const long Earliest = -2;
    private const long Latest = -1;

    /// <summary>The offset of the first record that is there, and that which the next one gets.</summary>
    /// <exception cref="KafkaException">The broker did not answer one of the two.</exception>
    public static (long Low, long High) Ask(IConsumer<byte[], byte[]> consumer, TopicPartition place, TimeSpan limit) =>
        (Ask(consumer, place, Earliest, limit), Ask(consumer, place, Latest, limit));

    private static long Ask(IConsumer<byte[], byte[]> consumer, TopicPartition place, long time, TimeSpan limit)
    {
        try
        {
            var answer = consumer.OffsetsForTimes([new(place, new Timestamp(time, TimestampType.CreateTime))], limit)[0].Offset;
            return answer.IsSpecial ? throw new KafkaException(new Error(ErrorCode.Local_NoOffset)) : answer.Value;
        }
        catch (TopicPartitionOffsetException e)
        {
            throw new KafkaException(e.Results[0].Error, e);
        }
    }
}
