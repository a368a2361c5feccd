using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using FactoryTwin.Events.Common;
using FactoryTwin.Events.Kafka.Native;

namespace FactoryTwin.Events.Kafka.Producing;

/// <summary>librdkafka's producer, and the thread that hears of its deliveries.</summary>
internal sealed unsafe class NativeProducer
{
    private const int ProducerType = 0;
    private const int PurgeAll = 3;
    private static readonly TimeSpan LongestAside = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentDictionary<string, IntPtr> _topics = new(StringComparer.Ordinal);
    private readonly Action<int, string, bool> _failed;
    private readonly Action<string, string> _log;
    private readonly IntPtr _client;
    private readonly GCHandle _self;
    private readonly Thread _polling;
    private volatile bool _closing;
    private volatile bool _ended;
    private readonly object _left = new();
    private bool _helped;
    private bool _aside;
    private int _users;

    /// <param name="configuration">librdkafka's.</param>
    /// <param name="failed">Hears of errors: code, reason, whether the producer can go on.</param>
    /// <param name="log">Hears the library's log: facility, line. On any thread.</param>
    public NativeProducer(IEnumerable<KeyValuePair<string, string>> configuration, Action<int, string, bool> failed, Action<string, string> log)
    {
        (_failed, _log) = (failed, log);
        _self = GCHandle.Alloc(this);
        var native = Rdkafka.ConfNew();
        var trouble = stackalloc byte[512];
        foreach (var (name, value) in configuration)
            if (!name.StartsWith("dotnet.", StringComparison.Ordinal) && Rdkafka.ConfSet(native, name, value, trouble, 512) != 0)
                throw new ArgumentException($"librdkafka does not take its option '{name}': {Marshal.PtrToStringUTF8((IntPtr)trouble)}.", nameof(configuration));
        Rdkafka.ConfSetOpaque(native, GCHandle.ToIntPtr(_self));
        Rdkafka.ConfSetDelivered(native, &OnDelivered);
        Rdkafka.ConfSetError(native, &OnFailed);
        Rdkafka.ConfSetLog(native, &OnLog);
        _client = Rdkafka.New(ProducerType, native, trouble, 512);
        if (_client == IntPtr.Zero) throw new ArgumentException($"librdkafka does not start: {Marshal.PtrToStringUTF8((IntPtr)trouble)}.", nameof(configuration));
        _polling = new(Poll) { IsBackground = true, Name = "kafka deliveries" };
        _polling.Start();
    }

    /// <summary>To be called before a use; false where it is closing. Then <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        Interlocked.Increment(ref _users);
        if (!_closing) return true;
        Leave();
        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) > 0 || !Volatile.Read(ref _aside)) return;
        lock (_left) Monitor.Pulse(_left);
    }

    /// <summary>
    /// Hears of what was delivered until now. A thread that sends very much does so itself: the memory of its records goes back to it, which
    /// costs less than from the delivering thread. To be called between <see cref="TryEnter"/> and <see cref="Leave"/>.
    /// </summary>
    public void Hear()
    {
        Volatile.Write(ref _helped, true);
        _ = Rdkafka.Poll(_client, 0);
    }

    /// <summary>The topic's handle for <see cref="RecordBuffer.Begin"/>.</summary>
    public IntPtr Topic(string name) => _topics.TryGetValue(name, out var topic) ? topic : AddTopic(name);

    /// <summary>0, or the error's code; with 0 the delivery is heard of later in any case.</summary>
    public int Produce(RecordBuffer record)
    {
        var error = Rdkafka.Produce(_client, record.Parts, record.Count);
        if (error == IntPtr.Zero) return 0;
        var code = Rdkafka.ErrorCode(error);
        Rdkafka.ErrorDestroy(error);
        return code;
    }

    /// <summary>Waits a while for what is on its way, gives up the rest, which is told to those who wait for it, and ends.</summary>
    public void Close(TimeSpan wait)
    {
        _closing = true;
        while (Volatile.Read(ref _users) > 0) Thread.Yield();
        _ = Rdkafka.Flush(_client, (int)wait.TotalMilliseconds);
        _ = Rdkafka.Purge(_client, PurgeAll);
        _ = Rdkafka.Flush(_client, (int)wait.TotalMilliseconds);
        _ended = true;
        _polling.Join();
        foreach (var topic in _topics.Values) Rdkafka.TopicDestroy(topic);
        Rdkafka.Destroy(_client);
        _self.Free();
    }

    private IntPtr AddTopic(string name)
    {
        lock (_topics)
        {
            if (_topics.TryGetValue(name, out var known)) return known;
            var configuration = Rdkafka.DefaultTopicConf(_client);
            Rdkafka.TopicConfSetPartitioner(configuration, &PartitionOf);
            var topic = Rdkafka.TopicNew(_client, name, configuration);
            if (topic == IntPtr.Zero) throw new IOException($"'{name}' cannot name a topic.");
            return _topics[name] = topic;
        }
    }

    private void Poll()
    {
        while (!_ended)
        {
            _ = Rdkafka.Poll(_client, 100);
            if (!Volatile.Read(ref _helped)) continue;
            // Whoever sends hears too, until the last of them leaves.
            Volatile.Write(ref _helped, false);
            Volatile.Write(ref _aside, true);
            Interlocked.MemoryBarrier();
            lock (_left)
            {
                if (Volatile.Read(ref _users) > 0) Monitor.Wait(_left, LongestAside);
            }
            Volatile.Write(ref _aside, false);
        }
    }

    [UnmanagedCallersOnly]
    private static int PartitionOf(IntPtr topic, byte* key, nint length, int partitions, IntPtr topicOpaque, IntPtr recordOpaque) =>
        KeyHash.Partition(new ReadOnlySpan<byte>(key, (int)length), partitions);

    [UnmanagedCallersOnly]
    private static void OnDelivered(IntPtr client, NativeMessage* message, IntPtr opaque) =>
        ((PendingPublish)GCHandle.FromIntPtr(message->Private).Target!).Delivered(message->Error);

    [UnmanagedCallersOnly]
    private static void OnFailed(IntPtr client, int code, byte* reason, IntPtr opaque)
    {
        var producer = (NativeProducer)GCHandle.FromIntPtr(opaque).Target!;
        var text = Marshal.PtrToStringUTF8((IntPtr)reason) ?? "";
        if (code != Rdkafka.Fatal)
        {
            producer._failed(code, text, false);
            return;
        }
        var why = stackalloc byte[512];
        var underlying = Rdkafka.FatalError(client, why, 512);
        producer._failed(underlying, Marshal.PtrToStringUTF8((IntPtr)why) ?? text, true);
    }

    [UnmanagedCallersOnly]
    private static void OnLog(IntPtr client, int level, byte* facility, byte* line)
    {
        if (client == IntPtr.Zero || Rdkafka.Opaque(client) is not (not 0 and var opaque)) return;
        ((NativeProducer)GCHandle.FromIntPtr(opaque).Target!)._log(Marshal.PtrToStringUTF8((IntPtr)facility) ?? "", Marshal.PtrToStringUTF8((IntPtr)line) ?? "");
    }
}
