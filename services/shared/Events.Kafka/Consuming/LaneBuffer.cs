using FactoryTwin.Events.Common;
using FactoryTwin.Events.Kafka.Native;
using FactoryTwin.Events.Kafka.Records;

namespace FactoryTwin.Events.Kafka.Consuming;

/// <summary>
/// What was fetched of one partition and not yet handled, as the library has it. It is read where it is taken, so that the thread that
/// fetches does nothing else and partitions are read beside each other. Bounded: says when to stop fetching and when to go on.
/// </summary>
internal sealed class LaneBuffer(string topic, int maxEvents, long maxBytes)
{
    private readonly Lock _gate = new();
    private readonly Queue<IntPtr> _waiting = new();
    private readonly AsyncSignal _added = new();
    private readonly ManualResetEventSlim _low = new(initialState: true);
    private bool _sleeping;
    private long _bytes;

    // These are of the lane alone: taken and not yet read, and a record that was read and is to come alone.
    private readonly RecordReader _reader = new(topic);
    private readonly Queue<IntPtr> _taken = new();
    private ReadRecord? _alone;

    public int Count
    {
        get { lock (_gate) return _waiting.Count; }
    }

    /// <summary>True where no more should be fetched until <see cref="IsLow"/>.</summary>
    public bool IsFull
    {
        get { lock (_gate) return Full; }
    }

    /// <summary>True once half is free again.</summary>
    public bool IsLow
    {
        get { lock (_gate) return Low; }
    }

    private bool Full => _waiting.Count >= maxEvents || _bytes >= maxBytes;

    private bool Low => _waiting.Count <= maxEvents / 2 && _bytes <= maxBytes / 2;

    /// <summary>Waits a while for half to be free again; whether it is.</summary>
    public bool WaitUntilLow(TimeSpan wait) => _low.Wait(wait);

    /// <summary>
    /// Takes messages over, without a word to the one that waits: <see cref="Wake"/> follows when all that came together is here.
    /// </summary>
    public void Add(ReadOnlySpan<IntPtr> messages)
    {
        lock (_gate)
        {
            foreach (var message in messages)
            {
                _waiting.Enqueue(message);
                _bytes += BytesOf(message);
            }
            if (Full) _low.Reset();
        }
    }

    public void Wake()
    {
        lock (_gate)
        {
            if (!_sleeping || _waiting.Count == 0) return;
            _sleeping = false;
        }
        _added.Set();
    }

    /// <summary>Takes up to <paramref name="max"/> events; a record that is no event comes alone.</summary>
    public (ReceivedEvent[] Events, RecordException? Fault) Take(int max)
    {
        if (_alone is { } alone)
        {
            _alone = null;
            return ([alone.Event], alone.Fault);
        }
        if (_taken.Count == 0) Draw(max);
        var batch = new ReceivedEvent[_taken.Count];
        for (var i = 0; i < batch.Length; i++)
        {
            var record = Read(_taken.Dequeue());
            batch[i] = record.Event;
            if (record.Fault is null) continue;
            if (i == 0) return ([record.Event], record.Fault);
            _alone = record;
            return (batch[..i], null);
        }
        return (batch, null);
    }

    /// <summary>Completes when there is something to take.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (_alone is not null || _taken.Count > 0) return;
        var added = _added.Next;
        lock (_gate)
        {
            if (_waiting.Count > 0) return;
            _sleeping = true;
        }
        await added.WaitAsync(cancellationToken);
    }

    /// <summary>Gives back what was not taken. After the lane's end, before the client's, whose memory it is; nothing is added any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            while (_waiting.TryDequeue(out var message)) Rdkafka.MessageDestroy(message);
        }
        while (_taken.TryDequeue(out var message)) Rdkafka.MessageDestroy(message);
    }

    private void Draw(int max)
    {
        lock (_gate)
        {
            while (_taken.Count < max && _waiting.TryDequeue(out var message))
            {
                _taken.Enqueue(message);
                _bytes -= BytesOf(message);
            }
            if (Low) _low.Set();
        }
    }

    private unsafe ReadRecord Read(IntPtr message)
    {
        try
        {
            return _reader.Read((NativeMessage*)message);
        }
        finally
        {
            Rdkafka.MessageDestroy(message);
        }
    }

    /// <summary>About what it takes in memory.</summary>
    private static unsafe long BytesOf(IntPtr message) => 256 + ((NativeMessage*)message)->ValueLength;
}
