using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using FactoryTwin.Events.Common;
using FactoryTwin.Events.Kafka.Native;
using FactoryTwin.Events.Kafka.Producing;
using FactoryTwin.Events.Kafka.Records;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Events.Kafka;

/// <summary>The dead letters of each group in a topic of their own, partition 0.</summary>
internal sealed partial class LetterTopics(KafkaOptions options, EventProducer producer, ClientState state, TimeProvider time, ILogger logger) : ILetterShelf, IDisposable
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string Topic, string Group), LetterIndex> _indexes = new();

    private readonly AsyncSignal _changed = new();

    /// <summary>Completes when this process writes a letter the next time.</summary>
    public Task Changed => _changed.Next;

    /// <summary>Keeps a letter; tried until it is kept, since the partition may go on only then.</summary>
    public async Task KeepAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var delay = TimeSpan.FromMilliseconds(50);
        while (true)
        {
            try
            {
                await WriteAsync(letter, await OriginalAsync(letter, cancellationToken), cancellationToken);
                return;
            }
            catch (Exception e) when (e is IOException or TimeoutException or KafkaException)
            {
                LogNotKept(e, letter.Id);
            }
            await Task.Delay(delay, time, cancellationToken);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    public Task<IReadOnlyList<DeadLetter>> ListAsync(LetterQuery query, CancellationToken cancellationToken) => Task.Run<IReadOnlyList<DeadLetter>>(
        () => [.. IndexOf(query.Topic, query.Group).List(query, cancellationToken).Select(kept => kept.Letter)], cancellationToken);

    public async ValueTask<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken) => (await KeptAsync(id, cancellationToken))?.Letter;

    /// <summary>Writes a letter over the one that is there; its record stays as it was received.</summary>
    public async ValueTask SaveAsync(DeadLetter letter, CancellationToken cancellationToken) =>
        await WriteAsync(letter, (await KeptAsync(letter.Id, cancellationToken))?.Original ?? Again(letter), cancellationToken);

    /// <summary>How many letters a group has; takes away those whose time is over.</summary>
    public async Task<LetterCount> CountAsync(string topic, string group, CancellationToken cancellationToken)
    {
        var index = IndexOf(topic, group);
        var count = await Task.Run(() => index.Count(cancellationToken), cancellationToken);
        foreach (var id in index.SettledBefore(time.GetUtcNow() - options.LetterRetention))
            await producer.WriteAsync(TopicOf(topic, group), 0, DeadLetterRecord.Removal(id), cancellationToken);
        return count;
    }

    public void Dispose()
    {
        foreach (var index in _indexes.Values) index.Dispose();
    }

    private Task<KeptLetter?> KeptAsync(string id, CancellationToken cancellationToken) =>
        DeadLetterId.Parse(id) is var (topic, group) ? Task.Run(() => IndexOf(topic, group).Find(id, cancellationToken), cancellationToken) : Task.FromResult<KeptLetter?>(null);

    private async Task WriteAsync(DeadLetter letter, Message<byte[], byte[]> original, CancellationToken cancellationToken)
    {
        await producer.WriteAsync(TopicOf(letter.Topic, letter.Group), 0, DeadLetterRecord.Write(letter, original), cancellationToken);
        _changed.Set();
    }

    private LetterIndex IndexOf(string topic, string group) => _indexes.GetOrAdd((topic, group), key =>
        new(key.Topic, key.Group, new(TopicOf(key.Topic, key.Group), 0), () => Open($"{key.Topic}.{key.Group}"), options, state, time));

    /// <summary>The record again as it stands in the topic, with all its headers and bytes.</summary>
    private Task<Message<byte[], byte[]>> OriginalAsync(DeadLetter letter, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var consumer = Open($"{letter.Topic}.{letter.Group}");
            var records = new RecordRange(consumer, new(options.Prefix + letter.Topic, letter.Partition), options, state, time);
            var wanted = records.Bounds() is var (low, high) && letter.Offset >= low && letter.Offset < high ? records.Read(letter.Offset, letter.Offset + 1, cancellationToken) : [];
            return wanted.Select(record => record.Message).FirstOrDefault() ?? Again(letter);
        },
        cancellationToken);

    /// <summary>The record as the adapter would write it, where the topic no longer has it.</summary>
    private static Message<byte[], byte[]> Again(DeadLetter letter)
    {
        var headers = new Headers();
        foreach (var header in EventHeaders.Of(letter.Event)) headers.Add(header.Name, header.Value);
        return new() { Key = Encoding.UTF8.GetBytes(letter.Event.Key), Value = letter.Event.Data.ToArray(), Headers = headers };
    }

    private IConsumer<byte[], byte[]> Open(string group) =>
        new ConsumerBuilder<byte[], byte[]>(ClientConfigs.Reader(options, options.Prefix + group))
            .SetErrorHandler((_, error) => state.Failed(error)).SetLogHandler((_, line) => state.Log(line)).Build();

    private string TopicOf(string topic, string group) => options.Prefix + DeadLetterRecord.TopicOf(topic, group);

    [LoggerMessage(1141, LogLevel.Error, "The dead letter {Id} could not be kept; it is tried again, and its partition waits")]
    private partial void LogNotKept(Exception e, string id);
}
