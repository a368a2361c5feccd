using System.Globalization;
using System.Text;
using Confluent.Kafka;
using FactoryTwin.Events.Kafka.Native;
using FactoryTwin.Events.Kafka.Producing;
using FactoryTwin.Events.Kafka.Records;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Events.Kafka;

/// <summary>The dead letters of each group in a topic of their own, partition 0, so that their order is that of their coming.</summary>
internal sealed partial class LetterTopics(KafkaOptions options, EventProducer producer, ClientState state, ILogger logger)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <summary>Keeps a letter; tried until it is kept, since the partition may go on only then.</summary>
    public async Task KeepAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var delay = TimeSpan.FromMilliseconds(50);
        while (true)
        {
            try
            {
                await SaveAsync(letter, await OriginalAsync(letter, cancellationToken), cancellationToken);
                return;
            }
            catch (Exception e) when (e is IOException or TimeoutException or KafkaException)
            {
                LogNotKept(e, letter.Id);
            }
            await Task.Delay(delay, cancellationToken);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    public Task SaveAsync(DeadLetter letter, Message<byte[], byte[]> original, CancellationToken cancellationToken) =>
        producer.WriteAsync(TopicOf(letter.Topic, letter.Group), 0, DeadLetterRecord.Write(letter, original), cancellationToken);

    public Task RemoveAsync(DeadLetter letter, CancellationToken cancellationToken) =>
        producer.WriteAsync(TopicOf(letter.Topic, letter.Group), 0, DeadLetterRecord.Removal(letter.Id), cancellationToken);

    /// <summary>The letters in the order of their coming. Reads the topic once for which there are, and once more for those alone.</summary>
    public Task<IReadOnlyList<KeptLetter>> ListAsync(string topic, string group, int limit, CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<KeptLetter>>(() => Read(topic, group, ids => ids.Values.OrderBy(at => at.First).Select(at => at.Last).Take(limit), cancellationToken), cancellationToken);

    public Task<KeptLetter?> FindAsync(string topic, string group, string id, CancellationToken cancellationToken) =>
        Task.Run(() => Read(topic, group, ids => ids.TryGetValue(id, out var at) ? [at.Last] : [], cancellationToken).FirstOrDefault(), cancellationToken);

    /// <summary>The record again as it stands in the topic, with all its headers and bytes.</summary>
    private Task<Message<byte[], byte[]>> OriginalAsync(DeadLetter letter, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var place = new TopicPartition(options.Prefix + letter.Topic, letter.Partition);
            using var consumer = Open($"{letter.Topic}.{letter.Group}");
            return ReadAll(consumer, place, [letter.Offset], cancellationToken).Select(r => r.Message).FirstOrDefault() ?? Again(letter);
        },
        cancellationToken);

    /// <summary>The record as the adapter would write it, where the topic no longer has it.</summary>
    private static Message<byte[], byte[]> Again(DeadLetter letter)
    {
        var e = letter.Event;
        var headers = new Headers();
        foreach (var (name, value) in ((string, string?)[])[("content-type", "application/protobuf"), ("ce_specversion", "1.0"), ("ce_id", e.Id), ("ce_source", e.Source),
            ("ce_type", e.Type), ("ce_time", e.Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)), ("ce_partitionkey", e.Key), ("ce_subject", e.Subject), ("ce_traceparent", e.TraceParent)])
            if (value is not null) headers.Add(name, Encoding.UTF8.GetBytes(value));
        return new() { Key = Encoding.UTF8.GetBytes(e.Key), Value = e.Data.ToArray(), Headers = headers };
    }

    private IConsumer<byte[], byte[]> Open(string group) =>
        new ConsumerBuilder<byte[], byte[]>(ClientConfigs.Consumer(options, options.Prefix + group, AutoOffsetReset.Earliest))
            .SetErrorHandler((_, error) => state.Failed(error)).SetLogHandler((_, line) => state.Log(line)).Build();

    private List<KeptLetter> Read(string topic, string group, Func<Dictionary<string, (long First, long Last)>, IEnumerable<long>> choose, CancellationToken cancellationToken)
    {
        var place = new TopicPartition(TopicOf(topic, group), 0);
        using var consumer = Open($"{topic}.{group}");
        var last = new Dictionary<string, (long First, long Last)>(StringComparer.Ordinal);
        foreach (var record in ReadAll(consumer, place, null, cancellationToken))
        {
            var id = DeadLetterRecord.IdOf(record.Message);
            if (record.Message.Value is null) last.Remove(id);
            else last[id] = (last.TryGetValue(id, out var known) ? known.First : record.Offset.Value, record.Offset.Value);
        }
        var wanted = choose(last).ToHashSet();
        if (wanted.Count == 0) return [];
        return [.. ReadAll(consumer, place, wanted, cancellationToken).Where(r => wanted.Contains(r.Offset.Value)).Select(r => DeadLetterRecord.Read(r.Message)).OfType<KeptLetter>()];
    }

    /// <summary>Records from the first that is wanted to the last, or all.</summary>
    private IEnumerable<ConsumeResult<byte[], byte[]>> ReadAll(
        IConsumer<byte[], byte[]> consumer, TopicPartition place, HashSet<long>? wanted, CancellationToken cancellationToken)
    {
        WatermarkOffsets range;
        try
        {
            range = consumer.QueryWatermarkOffsets(place, options.RequestTimeout);
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownPartition or ErrorCode.Local_UnknownTopic)
        {
            yield break;
        }
        var (start, end) = wanted is null ? (range.Low.Value, range.High.Value) : (Math.Max(wanted.Min(), range.Low.Value), wanted.Max() + 1);
        if (start >= end) yield break;
        consumer.Assign(new TopicPartitionOffset(place, start));
        var deadline = Environment.TickCount64 + (long)options.RequestTimeout.TotalMilliseconds;
        for (var at = start; at < end;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { } record)
            {
                at = record.Offset.Value + 1;
                deadline = Environment.TickCount64 + (long)options.RequestTimeout.TotalMilliseconds;
                if (record.Offset.Value < end) yield return record;
            }
            else if (consumer.Position(place) is { IsSpecial: false } position)
            {
                // Records that compaction took away are passed without a word.
                at = Math.Max(at, position.Value);
            }
            if (Environment.TickCount64 > deadline) throw new TimeoutException($"The dead letters in '{place.Topic}' could not be read: {state.LastTrouble}");
        }
    }

    private string TopicOf(string topic, string group) => options.Prefix + DeadLetterRecord.TopicOf(topic, group);

    [LoggerMessage(1141, LogLevel.Error, "The dead letter {Id} could not be kept; it is tried again, and its partition waits")]
    private partial void LogNotKept(Exception e, string id);
}
