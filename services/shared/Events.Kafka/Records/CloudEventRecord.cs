using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace FactoryTwin.Events.Kafka.Records;

/// <summary>
/// An event as a record: the binary content mode of the CloudEvents binding for Kafka
/// (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md). Attributes are headers "ce_...",
/// the data are the value as they are, the key is the partition key. The trace stands twice: as the extension that it is, and as the
/// header "traceparent" that other programs' tracing looks for.
/// </summary>
internal static class CloudEventRecord
{
    public const string ContentType = "application/protobuf";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";
    private static readonly byte[] ContentTypeBytes = Encoding.UTF8.GetBytes(ContentType);
    private static readonly byte[] SpecVersionBytes = "1.0"u8.ToArray();

    /// <summary>An upper bound of a record's bytes.</summary>
    public static long MaxSize(CloudEvent e) => 512L + e.Data.Length
        + 3L * (e.Id.Length + e.Source.Length + e.Type.Length + 2 * e.Key.Length + (e.Subject?.Length ?? 0) + 2 * (e.TraceParent?.Length ?? 0));

    public static Message<byte[], byte[]> Write(CloudEvent e)
    {
        var key = Encoding.UTF8.GetBytes(e.Key);
        var headers = new Headers
        {
            { "content-type", ContentTypeBytes },
            { "ce_specversion", SpecVersionBytes },
            { "ce_id", Encoding.UTF8.GetBytes(e.Id) },
            { "ce_source", Encoding.UTF8.GetBytes(e.Source) },
            { "ce_type", Encoding.UTF8.GetBytes(e.Type) },
            { "ce_time", Time(e.Time) },
            { "ce_partitionkey", key },
        };
        if (e.Subject is not null) headers.Add("ce_subject", Encoding.UTF8.GetBytes(e.Subject));
        if (e.TraceParent is not null)
        {
            var trace = Encoding.UTF8.GetBytes(e.TraceParent);
            headers.Add("ce_traceparent", trace);
            headers.Add("traceparent", trace);
        }
        return new() { Key = key, Value = Bytes(e.Data), Headers = headers };
    }

    /// <summary>Reads a record that anyone may have written.</summary>
    /// <exception cref="RecordException">It is no event in binary mode; says what is missing.</exception>
    public static CloudEvent Read(Message<byte[], byte[]> record)
    {
        string? version = null, id = null, source = null, type = null, time = null, key = null, subject = null, trace = null, plainTrace = null, content = null;
        foreach (var header in record.Headers)
        {
            switch (header.Key)
            {
                case "ce_specversion": version = Text(header); break;
                case "ce_id": id = Text(header); break;
                case "ce_source": source = Text(header); break;
                case "ce_type": type = Text(header); break;
                case "ce_time": time = Text(header); break;
                case "ce_partitionkey": key = Text(header); break;
                case "ce_subject": subject = Text(header); break;
                case "ce_traceparent": trace = Text(header); break;
                case "traceparent": plainTrace = Text(header); break;
                case "content-type": content = Text(header); break;
            }
        }
        if (content?.StartsWith("application/cloudevents", StringComparison.OrdinalIgnoreCase) == true)
            throw new RecordException($"it is in structured mode ('{content}'); binary mode is expected");
        if (version is null) throw new RecordException("it is no CloudEvent: the header ce_specversion is missing");
        if (version != "1.0") throw new RecordException($"its CloudEvents version is '{version}'; 1.0 is expected");
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(source) || string.IsNullOrEmpty(type))
            throw new RecordException($"the header {(string.IsNullOrEmpty(id) ? "ce_id" : string.IsNullOrEmpty(source) ? "ce_source" : "ce_type")} is missing or empty");
        return new(id, source, type, When(time, record), record.Key is { } bytes ? Encoding.UTF8.GetString(bytes) : key ?? "", record.Value ?? []) { Subject = subject, TraceParent = trace ?? plainTrace };
    }

    /// <summary>What stands for a record that is no event, so that it can be kept and looked at.</summary>
    public static CloudEvent Stand(string topic, int partition, long offset, Message<byte[], byte[]> record) =>
        new($"{topic}/{partition}/{offset}", "/kafka", "", record.Timestamp.UtcDateTime, record.Key is { } key ? Encoding.UTF8.GetString(key) : "", record.Value ?? []);

    /// <summary>The array itself where the data are a whole one.</summary>
    public static byte[] Bytes(ReadOnlyMemory<byte> data) =>
        MemoryMarshal.TryGetArray(data, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : data.ToArray();

    private static byte[] Time(DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[32];
        time.UtcDateTime.TryFormat(text, out var length, TimeFormat, CultureInfo.InvariantCulture);
        return text[..length].ToArray();
    }

    private static DateTimeOffset When(string? time, Message<byte[], byte[]> record)
    {
        if (time is null) return record.Timestamp.UtcDateTime;
        return DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var parsed)
            ? parsed
            : throw new RecordException($"its time '{time}' is none");
    }

    private static string Text(IHeader header) => header.GetValueBytes() is { } bytes ? Encoding.UTF8.GetString(bytes) : "";
}

/// <summary>A record is not what it should be.</summary>
internal sealed class RecordException(string message) : Exception(message);
