using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using FactoryTwin.Events.Common;

namespace FactoryTwin.Events.Kafka.Records;

/// <summary>
/// A dead letter as a record of its own topic: the key is its id, value and headers are the original's, and what happened to it stands
/// in headers "deadletter_...". A later record with the same key replaces it; one without a value takes it away.
/// </summary>
internal static class DeadLetterRecord
{
    private const string Prefix = "deadletter_";

    /// <summary>The topic with the dead letters of a group.</summary>
    public static string TopicOf(string topic, string group) => $"{topic}.{group}.deadletters";

    /// <param name="letter">What happened.</param>
    /// <param name="original">The record as it was received.</param>
    public static Message<byte[], byte[]> Write(DeadLetter letter, Message<byte[], byte[]> original)
    {
        var headers = new Headers();
        foreach (var header in original.Headers)
            if (!header.Key.StartsWith(Prefix, StringComparison.Ordinal)) headers.Add(header.Key, header.GetValueBytes());
        Add(headers, "topic", letter.Topic);
        Add(headers, "group", letter.Group);
        Add(headers, "partition", letter.Partition.ToString(CultureInfo.InvariantCulture));
        Add(headers, "offset", letter.Offset.ToString(CultureInfo.InvariantCulture));
        Add(headers, "reason", letter.Reason);
        Add(headers, "attempts", letter.Attempts.ToString(CultureInfo.InvariantCulture));
        Add(headers, "time", letter.Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Add(headers, "state", letter.State.ToString());
        headers.Add(Prefix + "history", JsonSerializer.SerializeToUtf8Bytes(letter.History));
        if (original.Key is not null) headers.Add(Prefix + "key", original.Key);
        // A record without a value would take the letter away: an original without one is marked instead.
        if (original.Value is null) Add(headers, "empty", "1");
        return new() { Key = Encoding.UTF8.GetBytes(letter.Id), Value = original.Value ?? [], Headers = headers };
    }

    public static Message<byte[], byte[]> Removal(string id) => new() { Key = Encoding.UTF8.GetBytes(id), Value = null! };

    public static string IdOf(Message<byte[], byte[]> record) => record.Key is { } key ? Encoding.UTF8.GetString(key) : "";

    /// <summary>Null for a record that is no dead letter.</summary>
    public static KeptLetter? Read(Message<byte[], byte[]> record)
    {
        var original = Original(record);
        if (Get(record, "topic") is not { } topic || Get(record, "group") is not { } group
            || !int.TryParse(Get(record, "partition"), CultureInfo.InvariantCulture, out var partition)
            || !long.TryParse(Get(record, "offset"), CultureInfo.InvariantCulture, out var offset)
            || !int.TryParse(Get(record, "attempts"), CultureInfo.InvariantCulture, out var attempts)
            || !DateTimeOffset.TryParse(Get(record, "time"), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time))
            return null;
        CloudEvent content;
        var whole = true;
        try
        {
            content = CloudEventRecord.Read(original);
        }
        catch (RecordException)
        {
            (content, whole) = (CloudEventRecord.Stand(topic, partition, offset, original.Timestamp.UtcDateTime, original.Key, original.Value), false);
        }
        var letter = new DeadLetter(DeadLetterId.Of(topic, group, partition, offset), topic, group, partition, offset, content, Get(record, "reason") ?? "", attempts, time)
        {
            State = Enum.TryParse<LetterState>(Get(record, "state"), out var state) ? state : LetterState.Waiting,
            // A letter of an older version has none.
            History = record.Headers.TryGetLastBytes(Prefix + "history", out var history)
                ? JsonSerializer.Deserialize<LetterEntry[]>(history)!
                : [new(LetterAction.Failed, time, "", Get(record, "reason") ?? "")],
            Headers = [.. original.Headers.Select(header => new LetterHeader(header.Key, header.GetValueBytes() ?? []))],
            IsEvent = whole,
            Order = time.UtcTicks,
        };
        return new(letter, original);
    }

    private static Message<byte[], byte[]> Original(Message<byte[], byte[]> record)
    {
        var headers = new Headers();
        foreach (var header in record.Headers)
            if (!header.Key.StartsWith(Prefix, StringComparison.Ordinal)) headers.Add(header.Key, header.GetValueBytes());
        return new()
        {
            Key = record.Headers.TryGetLastBytes(Prefix + "key", out var key) ? key : null!,
            Value = Get(record, "empty") is null ? record.Value : null!,
            Headers = headers,
            Timestamp = record.Timestamp,
        };
    }

    private static void Add(Headers headers, string name, string value) => headers.Add(Prefix + name, Encoding.UTF8.GetBytes(value));

    private static string? Get(Message<byte[], byte[]> record, string name) =>
        record.Headers.TryGetLastBytes(Prefix + name, out var value) ? Encoding.UTF8.GetString(value) : null;
}

/// <summary>A dead letter with the record that it was.</summary>
/// <param name="Letter">What is told of it.</param>
/// <param name="Original">As it was received.</param>
internal sealed record KeptLetter(DeadLetter Letter, Message<byte[], byte[]> Original);
