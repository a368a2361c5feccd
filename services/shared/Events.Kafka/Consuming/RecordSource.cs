using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using FactoryTwin.Events.Kafka.Native;
using FactoryTwin.Events.Kafka.Records;

namespace FactoryTwin.Events.Kafka.Consuming;

/// <summary>A record that was fetched.</summary>
/// <param name="Partition">Its partition; for trouble, the one that it is about.</param>
/// <param name="Waiting">The record; with no event where there is <paramref name="Trouble"/>.</param>
/// <param name="Trouble">What the client says in place of a record.</param>
internal readonly record struct Fetched(int Partition, Waiting Waiting, Error? Trouble);

/// <summary>
/// Takes records of a consumer from the library itself and reads them where they stand. The client's own way makes some thirty objects
/// of each record before it is an event. Callbacks of the consumer run inside, as with its own way.
/// </summary>
internal sealed unsafe class RecordSource(IConsumer<byte[], byte[]> consumer, string topic)
{
    private readonly EventReader _reader = new();
    private readonly SafeHandle _client = HandleOf(consumer);

    /// <summary>The next record, or null where none came in time.</summary>
    public Fetched? Next(TimeSpan wait)
    {
        var message = (NativeMessage*)Rdkafka.ConsumerPoll(_client.DangerousGetHandle(), (int)wait.TotalMilliseconds);
        if (message is null) return null;
        try
        {
            return message->Error == 0 ? new(message->Partition, Read(message), null) : new(message->Partition, default, Trouble(message));
        }
        finally
        {
            Rdkafka.MessageDestroy((IntPtr)message);
        }
    }

    private static Error Trouble(NativeMessage* message)
    {
        var reason = message->Value is null ? null : Marshal.PtrToStringUTF8((IntPtr)message->Value, (int)message->ValueLength);
        return new((ErrorCode)message->Error, reason ?? new Error((ErrorCode)message->Error).Reason, message->Error == Rdkafka.Fatal);
    }

    private Waiting Read(NativeMessage* message)
    {
        var key = new ReadOnlySpan<byte>(message->Key, (int)message->KeyLength);
        var value = new ReadOnlySpan<byte>(message->Value, (int)message->ValueLength).ToArray();
        var stamp = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(0, Rdkafka.MessageTimestamp((IntPtr)message, out _)));
        _reader.Begin();
        if (Rdkafka.MessageHeaders((IntPtr)message, out var headers) == 0)
            for (nint i = 0; Rdkafka.HeaderAt(headers, i, out var name, out var bytes, out var length) == 0; i++)
                _reader.Header(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name), new(bytes, (int)length));
        try
        {
            return new(new(message->Offset, _reader.Finish(key, message->Key is not null, value, stamp)), Fault: null);
        }
        catch (RecordException e)
        {
            var stand = CloudEventRecord.Stand(topic, message->Partition, message->Offset, stamp, message->Key is null ? null : key.ToArray(), value);
            return new(new(message->Offset, stand), e);
        }
    }

    /// <summary>The client keeps the library's handle to itself; its version is pinned, and a test fails where this is no longer so.</summary>
    private static SafeHandle HandleOf(IClient client) =>
        (SafeHandle?)typeof(Handle).GetProperty("LibrdkafkaHandle", BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(client.Handle)
            ?? throw new MissingMemberException(nameof(Handle), "LibrdkafkaHandle");
}
