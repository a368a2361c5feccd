using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using FactoryTwin.Events.Kafka.Native;
using FactoryTwin.Events.Kafka.Records;

namespace FactoryTwin.Events.Kafka.Consuming;

/// <summary>Takes records of one partition, in order.</summary>
internal delegate void TakeRecords(int partition, ReadOnlySpan<Waiting> records);

/// <summary>Hears what the client says in place of a record.</summary>
internal delegate void HearTrouble(int partition, Error trouble);

/// <summary>
/// Takes records of a consumer from the library itself and reads them where they stand. The client's own way makes some thirty objects
/// of each record before it is an event. Callbacks of the consumer run inside, as with its own way.
/// </summary>
internal sealed unsafe class RecordSource(IConsumer<byte[], byte[]> consumer, string topic) : IDisposable
{
    /// <summary>Records between two looks at what else is due.</summary>
    private const int MostAtOnce = 1024;

    private readonly EventReader _reader = new();
    private readonly IntPtr _client = HandleOf(consumer).DangerousGetHandle();
    private readonly IntPtr _queue = Rdkafka.ConsumerQueue(HandleOf(consumer).DangerousGetHandle());
    private readonly IntPtr[] _messages = GC.AllocateArray<IntPtr>(MostAtOnce, pinned: true);
    private readonly Waiting[] _records = new Waiting[MostAtOnce];

    /// <summary>To be called before the consumer is closed.</summary>
    public void Dispose() => Rdkafka.QueueDestroy(_queue);

    /// <summary>
    /// Waits for a record and takes those that are there with it. All of them are fetched then: none may be left out, except those of a
    /// partition that was given away meanwhile.
    /// </summary>
    public void Fetch(TimeSpan wait, TakeRecords take, HearTrouble hear)
    {
        // A batch would be waited for until it is full; its first record is not.
        _messages[0] = Rdkafka.ConsumerPoll(_client, (int)wait.TotalMilliseconds);
        if (_messages[0] == IntPtr.Zero) return;
        var count = 1;
        var next = 0;
        try
        {
            // What a change of the group makes void while this runs, the library takes out again.
            count += (int)Math.Max(0, Rdkafka.ConsumeBatch(_queue, 0, (NativeMessage**)Unsafe.AsPointer(ref _messages[1]), MostAtOnce - 1));
            while (next < count) next += TakeRun(_messages.AsSpan(next, count - next), take, hear);
        }
        finally
        {
            while (next < count) Rdkafka.MessageDestroy(_messages[next++]);
        }
    }

    /// <summary>Takes what comes first: the records of one partition, or trouble; how many messages it was. They are free then.</summary>
    private int TakeRun(ReadOnlySpan<IntPtr> messages, TakeRecords take, HearTrouble hear)
    {
        var first = (NativeMessage*)messages[0];
        var partition = first->Partition;
        if (first->Error != 0)
        {
            hear(partition, Trouble(first));
            Rdkafka.MessageDestroy(messages[0]);
            return 1;
        }
        var length = 0;
        while (length < messages.Length && (NativeMessage*)messages[length] is var message && message->Error == 0 && message->Partition == partition)
            _records[length++] = Read(message);
        var records = _records.AsSpan(0, length);
        take(partition, records);
        records.Clear();
        foreach (var message in messages[..length]) Rdkafka.MessageDestroy(message);
        return length;
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

    /// <summary>The client keeps the library's handle to itself; its version is pinned, and a test fails where this is no longer so.</summary>
    private static SafeHandle HandleOf(IClient client) =>
        (SafeHandle?)typeof(Handle).GetProperty("LibrdkafkaHandle", BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(client.Handle)
            ?? throw new MissingMemberException(nameof(Handle), "LibrdkafkaHandle");
}
