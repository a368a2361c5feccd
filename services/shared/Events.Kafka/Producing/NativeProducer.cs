using System.Diagnostics;
using System.Runtime.InteropServices;
using FactoryTwin.Events.Common;
using FactoryTwin.Events.Kafka.Native;

namespace FactoryTwin.Events.Kafka.Producing;

/// <summary>
/// librdkafka's producer, and the one thread that hands it records and hears of their deliveries. One thread for both: the memory of a record
/// goes back to the thread that took it, which costs a fraction of what it costs from another, and nothing has to be counted between threads.
/// </summary>
internal sealed unsafe class NativeProducer
{
    private const int ProducerType = 0;
    private const int PurgeAll = 3;
    private const int LongestSleep = 100; // ms
    private readonly Dictionary<string, IntPtr> _topics = new(StringComparer.Ordinal);
    private readonly Queue<PendingPublish> _waiting = [];
    private readonly Lock _gate = new();
    private readonly Action<int, string, bool> _failed;
    private readonly Action<string, string> _log;
    private readonly IntPtr _client;
    private readonly IntPtr _deliveries;
    private readonly GCHandle _self;
    private readonly Thread _thread;
    private TimeSpan _patience;
    private long _closed;
    private bool _sleeping;
    private bool _closing;

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
        _deliveries = Rdkafka.MainQueue(_client);
        _thread = new(Run) { IsBackground = true, Name = "kafka producer" };
        _thread.Start();
    }

    /// <summary>Where the thread builds its records.</summary>
    public RecordBuffer Record { get; } = new();

    /// <summary>Takes over what is to be sent; false where it is closing.</summary>
    public bool TryAdd(PendingPublish pending)
    {
        lock (_gate)
        {
            if (_closing) return false;
            _waiting.Enqueue(pending);
            Wake();
            return true;
        }
    }

    /// <summary>The topic's handle for <see cref="RecordBuffer.Begin"/>. On the producer's thread.</summary>
    public IntPtr Topic(string name) => _topics.TryGetValue(name, out var topic) ? topic : AddTopic(name);

    /// <summary>Hands over what <see cref="Record"/> holds: 0, or the error's code; with 0 its delivery is heard of in any case. On the producer's thread.</summary>
    public int Produce()
    {
        var error = Rdkafka.Produce(_client, Record.Parts, Record.Count);
        if (error == IntPtr.Zero) return 0;
        var code = Rdkafka.ErrorCode(error);
        Rdkafka.ErrorDestroy(error);
        return code;
    }

    /// <summary>Waits a while for what is to be sent, gives up the rest, which is told to those who wait for it, and ends.</summary>
    public void Close(TimeSpan wait)
    {
        lock (_gate)
        {
            (_closing, _patience, _closed) = (true, wait, Stopwatch.GetTimestamp());
            Wake();
        }
        _thread.Join();
    }

    private IntPtr AddTopic(string name)
    {
        var configuration = Rdkafka.DefaultTopicConf(_client);
        Rdkafka.TopicConfSetPartitioner(configuration, &PartitionOf);
        var topic = Rdkafka.TopicNew(_client, name, configuration);
        if (topic == IntPtr.Zero) throw new IOException($"'{name}' cannot name a topic.");
        return _topics[name] = topic;
    }

    /// <summary>The thread may sleep in the client; within the gate.</summary>
    private void Wake()
    {
        if (!_sleeping) return;
        _sleeping = false;
        Rdkafka.QueueYield(_deliveries);
    }

    private void Run()
    {
        while (Next() is { } pending)
        {
            // A full queue is emptied by deliveries, or by the deadlines of what waits in it.
            while (!pending.Send(this))
            {
                _ = Rdkafka.Poll(_client, 5);
                if (!IsOver()) continue;
                pending.Fail(new IOException("The producer was closed before all of it was sent."));
                break;
            }
            _ = Rdkafka.Poll(_client, 0);
        }
        End();
    }

    /// <summary>Waits for what is to be sent and hears of deliveries meanwhile; null at the end.</summary>
    private PendingPublish? Next()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_waiting.TryDequeue(out var next)) return next;
                if (_closing) return null;
                _sleeping = true;
            }
            _ = Rdkafka.Poll(_client, LongestSleep);
            lock (_gate) _sleeping = false;
        }
    }

    private bool IsOver()
    {
        lock (_gate) return _closing && Stopwatch.GetElapsedTime(_closed) > _patience;
    }

    private void End()
    {
        _ = Rdkafka.Flush(_client, (int)_patience.TotalMilliseconds);
        _ = Rdkafka.Purge(_client, PurgeAll);
        _ = Rdkafka.Flush(_client, (int)_patience.TotalMilliseconds);
        Rdkafka.QueueDestroy(_deliveries);
        foreach (var topic in _topics.Values) Rdkafka.TopicDestroy(topic);
        Rdkafka.Destroy(_client);
        _self.Free();
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
