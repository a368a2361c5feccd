using Confluent.Kafka;
using FactoryTwin.Events.Common;
using FactoryTwin.Events.Kafka.Native;
using FactoryTwin.Events.Kafka.Records;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Events.Kafka.Producing;

/// <summary>Publishes; makes a new producer where the brokers made the old one unusable.</summary>
internal sealed partial class EventProducer(KafkaOptions options, ClientState state, ILogger logger) : IDisposable
{
    /// <summary>More than publishers have under way that wait for each batch.</summary>
    private const int ManyQueued = 8192;

    private readonly Lock _gate = new();
    private readonly AsyncSignal _delivered = new();
    private NativeProducer? _current;
    private long _queued;
    private int _waiting;
    private bool _disposed;

    /// <summary>Events that wait for the brokers.</summary>
    public long Queued => Interlocked.Read(ref _queued);

    /// <exception cref="TimeoutException">The brokers did not take all of it in time.</exception>
    /// <exception cref="IOException">A broker refused it; says why.</exception>
    public async Task PublishAsync(string topic, IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken)
    {
        var pending = new PendingPublish(topic, OnDelivered);
        try
        {
            for (var next = 0; next < events.Count;)
            {
                next = Use(producer => Send(producer, topic, events, pending, next));
                if (next < events.Count) await WaitForSpaceAsync(cancellationToken);
            }
        }
        finally
        {
            pending.AllSent();
        }
        // The client keeps the deadline of each event; ours is for a client that is gone.
        await pending.Task.WaitAsync(options.PublishTimeout + options.RequestTimeout, cancellationToken);
    }

    /// <summary>Writes one record to a partition of choice.</summary>
    public async Task WriteAsync(string topic, int partition, Message<byte[], byte[]> record, CancellationToken cancellationToken)
    {
        var pending = new PendingPublish(topic, OnDelivered);
        try
        {
            while (!Use(producer => Send(producer, topic, partition, record, pending))) await WaitForSpaceAsync(cancellationToken);
        }
        finally
        {
            pending.AllSent();
        }
        await pending.Task.WaitAsync(options.PublishTimeout + options.RequestTimeout, cancellationToken);
    }

    public void Dispose()
    {
        NativeProducer? last;
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            last = _current;
        }
        last?.Close(options.RequestTimeout);
    }

    private T Use<T>(Func<NativeProducer, T> use)
    {
        NativeProducer producer;
        do producer = Current();
        while (!producer.TryEnter());
        try
        {
            return use(producer);
        }
        finally
        {
            producer.Leave();
        }
    }

    /// <summary>Sends from <paramref name="next"/> on; returns the first that was not sent because the queue is full.</summary>
    private int Send(NativeProducer producer, string topic, IReadOnlyList<CloudEvent> events, PendingPublish pending, int next)
    {
        var place = producer.Topic(topic);
        var record = RecordBuffer.Own;
        // Counted at once: these counters are the delivering thread's too.
        Count(pending, events.Count - next);
        try
        {
            for (; next < events.Count; next++)
            {
                if (EventRecord.Produce(producer, record, place, events[next], pending) is var error and not 0 && !Queue(topic, error)) break;
                if (next % 64 == 63 && Queued > ManyQueued) producer.Hear();
            }
            return next;
        }
        finally
        {
            if (next < events.Count) Uncount(pending, events.Count - next);
        }
    }

    private void Count(PendingPublish pending, int events)
    {
        pending.Sending(events);
        Interlocked.Add(ref _queued, events);
    }

    private void Uncount(PendingPublish pending, int events)
    {
        pending.NotSent(events);
        Interlocked.Add(ref _queued, -events);
    }

    private unsafe bool Send(NativeProducer producer, string topic, int partition, Message<byte[], byte[]> message, PendingPublish pending)
    {
        var record = RecordBuffer.Own;
        record.Begin(producer.Topic(topic), partition, pending.Opaque, 1024 + (message.Key?.Length ?? 0) + (message.Headers?.Sum(h => 3L * h.Key.Length + 1 + (h.GetValueBytes()?.Length ?? 0)) ?? 0));
        if (message.Key is not null) record.Key(message.Key);
        foreach (var header in message.Headers ?? []) record.Header(header.Key, header.GetValueBytes());
        byte nothing = 0;
        fixed (byte* value = message.Value)
        {
            record.Value(message.Value is null ? null : value is null ? &nothing : value, message.Value?.Length ?? 0);
            Count(pending, 1);
            if (producer.Produce(record) is var error and not 0)
            {
                Uncount(pending, 1);
                return Queue(topic, error);
            }
        }
        return true;
    }

    /// <summary>False for a queue that is full.</summary>
    /// <exception cref="IOException">Anything else that is wrong.</exception>
    private static bool Queue(string topic, int error) => error == Rdkafka.QueueFull ? false : throw KafkaFailures.Of(topic, new Error((ErrorCode)error));

    private async Task WaitForSpaceAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            // Looked at again in any case after a moment: the last delivery may have been just before.
            await _delivered.Next.WaitAsync(TimeSpan.FromMilliseconds(20), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private void OnDelivered(int count)
    {
        Interlocked.Add(ref _queued, -count);
        if (Volatile.Read(ref _waiting) > 0) _delivered.Set();
    }

    private NativeProducer Current()
    {
        if (Volatile.Read(ref _current) is { } current && !_disposed) return current;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _current ??= Open();
        }
    }

    private NativeProducer Open()
    {
        NativeProducer? opened = null;
        opened = new(ClientConfigs.Producer(options), (code, reason, fatal) => OnError(() => opened, code, reason, fatal), (facility, line) => state.Log(facility, line));
        return opened;
    }

    private void OnError(Func<NativeProducer?> producer, int code, string reason, bool fatal)
    {
        state.Failed(new Error((ErrorCode)code, reason, fatal));
        if (!fatal || producer() is not { } broken) return;
        LogFatal(reason);
        lock (_gate)
        {
            if (_disposed || !ReferenceEquals(_current, broken)) return;
            _current = null;
        }
        // Its own thread calls this, and the end waits for that thread.
        _ = Task.Run(() => broken.Close(options.RequestTimeout));
    }

    [LoggerMessage(1121, LogLevel.Error, "The producer can no longer be used: {Reason}. A new one takes its place")]
    private partial void LogFatal(string reason);
}
