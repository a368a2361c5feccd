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

    /// <summary>Adds without a word to the one that waits: <see cref="Wake"/> follows when all that came together is here.</summary>
    public void Add(ReadOnlySpan<Waiting> items)
    {
        lock (_gate)
        {
            foreach (ref readonly var item in items)
            {
                _waiting.Enqueue(item);
                _bytes += item.Bytes;
            }
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
        lock (_gate)
        {
            var batch = new ReceivedEvent[Math.Min(max, _waiting.Count)];
            for (var i = 0; i < batch.Length; i++)
            {
                var next = _waiting.Peek();
                if (next.Fault is not null && i > 0) return (batch[..i], null);
                batch[i] = next.Event;
                _waiting.Dequeue();
                _bytes -= next.Bytes;
                if (next.Fault is not null) return (batch[..1], next.Fault);
            }
            return (batch, null);
        }
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
