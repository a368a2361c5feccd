using FactoryTwin.Events.Common;
using FactoryTwin.Events.Kafka.Records;

namespace FactoryTwin.Events.Kafka.Consuming;

/// <summary>A record that waits for its group's handler.</summary>
/// <param name="Event">The event; for a record that is none, what stands for it.</param>
/// <param name="Fault">Why it is no event, or null.</param>
internal readonly record struct Waiting(ReceivedEvent Event, RecordException? Fault)
{
    /// <summary>About what it takes in memory.</summary>
    public int Bytes => 256 + Event.Event.Data.Length;
}

/// <summary>What was fetched of one partition and not yet handled. Bounded: says when to stop fetching and when to go on.</summary>
internal sealed class LaneBuffer(int maxEvents, long maxBytes)
{
    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private readonly AsyncSignal _added = new();
    private bool _sleeping;
    private long _bytes;

    public int Count
    {
        get { lock (_gate) return _waiting.Count; }
    }

    /// <summary>True where no more should be fetched until <see cref="IsLow"/>.</summary>
    public bool IsFull
    {
        get { lock (_gate) return _waiting.Count >= maxEvents || _bytes >= maxBytes; }
    }

    /// <summary>True once half is free again.</summary>
    public bool IsLow
    {
        get { lock (_gate) return _waiting.Count <= maxEvents / 2 && _bytes <= maxBytes / 2; }
    }

    public void Add(in Waiting item)
    {
        bool wake;
        lock (_gate)
        {
            _waiting.Enqueue(item);
            _bytes += item.Bytes;
            (wake, _sleeping) = (_sleeping, false);
        }
        if (wake) _added.Set();
    }

    /// <summary>Takes up to <paramref name="max"/> events; a record that is no event comes alone.</summary>
    public List<Waiting> Take(int max)
    {
        var batch = new List<Waiting>();
        lock (_gate)
        {
            while (batch.Count < max && _waiting.TryPeek(out var next))
            {
                if (next.Fault is not null && batch.Count > 0) break;
                batch.Add(_waiting.Dequeue());
                _bytes -= next.Bytes;
                if (next.Fault is not null) break;
            }
        }
        return batch;
    }

    /// <summary>Completes when there is something to take.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        var added = _added.Next;
        lock (_gate)
        {
            if (_waiting.Count > 0) return;
            _sleeping = true;
        }
        await added.WaitAsync(cancellationToken);
    }
}
