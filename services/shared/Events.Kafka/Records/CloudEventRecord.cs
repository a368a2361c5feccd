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
    /// <summary>An upper bound of a record's bytes.</summary>
    public static long MaxSize(CloudEvent e) => 512L + e.Data.Length
        + 3L * (e.Id.Length + e.Source.Length + e.Type.Length + 2 * e.Key.Length + (e.Subject?.Length ?? 0) + 2 * (e.TraceParent?.Length ?? 0));

    /// <summary>Reads a record that anyone may have written.</summary>
    /// <exception cref="RecordException">It is no event in binary mode; says what is missing.</exception>
    public static CloudEvent Read(Message<byte[], byte[]> record)
    {
        var reader = new EventReader();
        reader.Begin(hasKey: record.Key is not null);
        foreach (var header in record.Headers) reader.Header(Encoding.UTF8.GetBytes(header.Key), header.GetValueBytes());
        return reader.Finish(record.Key, record.Value ?? [], record.Timestamp.UtcDateTime);
    }

    /// <summary>What stands for a record that is no event, so that it can be kept and looked at.</summary>
    public static CloudEvent Stand(string topic, int partition, long offset, DateTimeOffset time, byte[]? key, byte[]? value) =>
        new($"{topic}/{partition}/{offset}", "/kafka", "", time, key is null ? "" : Encoding.UTF8.GetString(key), value ?? []);
}
