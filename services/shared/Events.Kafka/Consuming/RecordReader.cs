using System.Runtime.InteropServices;
using FactoryTwin.Events.Kafka.Native;
using FactoryTwin.Events.Kafka.Records;

namespace FactoryTwin.Events.Kafka.Consuming;

/// <summary>A record as its group's handler gets it.</summary>
/// <param name="Event">The event; for a record that is none, what stands for it.</param>
/// <param name="Fault">Why it is no event, or null.</param>
internal readonly record struct ReadRecord(ReceivedEvent Event, RecordException? Fault);

/// <summary>
/// Reads events of the library's own messages where they stand. The client's own way makes some thirty objects of each record before it is
/// an event. Not for two threads at once.
/// </summary>
internal sealed unsafe class RecordReader(string topic)
{
    private readonly EventReader _reader = new();

    /// <summary>Copies all that the event needs: the message may be gone afterwards.</summary>
    public ReadRecord Read(NativeMessage* message)
    {
        var key = new ReadOnlySpan<byte>(message->Key, (int)message->KeyLength);
        var value = new ReadOnlySpan<byte>(message->Value, (int)message->ValueLength).ToArray();
        var stamp = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(0, Rdkafka.MessageTimestamp((IntPtr)message, out _)));
        _reader.Begin(hasKey: message->Key is not null);
        if (Rdkafka.MessageHeaders((IntPtr)message, out var headers) == 0)
            for (nint i = 0; Rdkafka.HeaderAt(headers, i, out var name, out var bytes, out var length) == 0; i++)
                _reader.Header(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name), new(bytes, (int)length));
        try
        {
            return new(new(message->Offset, _reader.Finish(key, value, stamp)), Fault: null);
        }
        catch (RecordException e)
        {
            var stand = CloudEventRecord.Stand(topic, message->Partition, message->Offset, stamp, message->Key is null ? null : key.ToArray(), value);
            return new(new(message->Offset, stand), e);
        }
    }
}
