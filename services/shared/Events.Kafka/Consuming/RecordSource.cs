using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using FactoryTwin.Events.Kafka.Native;

namespace FactoryTwin.Events.Kafka.Consuming;

/// <summary>Takes messages of one partition over, in order; false where nobody wants them.</summary>
/// <param name="partition">The partition.</param>
/// <param name="messages">The library's; to be given back by who takes them.</param>
/// <param name="next">The offset behind the last of them.</param>
internal delegate bool TakeMessages(int partition, ReadOnlySpan<IntPtr> messages, long next);

/// <summary>Hears what the client says in place of a record.</summary>
internal delegate void HearTrouble(int partition, Error trouble);

/// <summary>
/// Takes messages of a consumer from the library itself, many at once. Callbacks of the consumer run inside, as with the client's own way.
/// </summary>
internal sealed unsafe class RecordSource(IConsumer<byte[], byte[]> consumer) : IDisposable
{
    /// <summary>Records between two looks at what else is due.</summary>
    private const int MostAtOnce = 1024;

    private readonly IntPtr _client = HandleOf(consumer).DangerousGetHandle();
    private readonly IntPtr _queue = Rdkafka.ConsumerQueue(HandleOf(consumer).DangerousGetHandle());
    private readonly IntPtr[] _messages = GC.AllocateArray<IntPtr>(MostAtOnce, pinned: true);

    /// <summary>To be called before the consumer is closed.</summary>
    public void Dispose() => Rdkafka.QueueDestroy(_queue);

    /// <summary>
    /// Waits for a record and takes those that are there with it. All of them are fetched then: none may be left out, except those of a
    /// partition that was given away meanwhile.
    /// </summary>
    public void Fetch(TimeSpan wait, TakeMessages take, HearTrouble hear)
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

    /// <summary>Takes what comes first: the messages of one partition, or trouble; how many it was. They are not this one's any more then.</summary>
    private static int TakeRun(ReadOnlySpan<IntPtr> messages, TakeMessages take, HearTrouble hear)
    {
        var first = (NativeMessage*)messages[0];
        var partition = first->Partition;
        if (first->Error != 0)
        {
            hear(partition, Trouble(first));
            Rdkafka.MessageDestroy(messages[0]);
            return 1;
        }
        var last = first;
        var length = 1;
        while (length < messages.Length && (NativeMessage*)messages[length] is var message && message->Error == 0 && message->Partition == partition)
        {
            last = message;
            length++;
        }
        if (take(partition, messages[..length], last->Offset + 1)) return length;
        foreach (var message in messages[..length]) Rdkafka.MessageDestroy(message);
        return length;
    }

    private static Error Trouble(NativeMessage* message)
    {
        var reason = message->Value is null ? null : Marshal.PtrToStringUTF8((IntPtr)message->Value, (int)message->ValueLength);
        return new((ErrorCode)message->Error, reason ?? new Error((ErrorCode)message->Error).Reason, message->Error == Rdkafka.Fatal);
    }

    /// <summary>The client keeps the library's handle to itself; its version is pinned, and a test fails where this is no longer so.</summary>
    private static SafeHandle HandleOf(IClient client) =>
        (SafeHandle?)typeof(Handle).GetProperty("LibrdkafkaHandle", BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(client.Handle)
            ?? throw new MissingMemberException(nameof(Handle), "LibrdkafkaHandle");
}
