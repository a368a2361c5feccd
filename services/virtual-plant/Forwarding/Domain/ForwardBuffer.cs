namespace FactoryTwin.Services.VirtualPlant.Forwarding.Domain;

/// <summary>A batch that waits to be answered.</summary>
/// <param name="Sequence">Its number; it is sent with the same number until it is answered.</param>
/// <param name="Readings">How many readings it has.</param>
/// <param name="Content">What is sent.</param>
public sealed record WaitingBatch<T>(long Sequence, int Readings, T Content);

/// <summary>
/// The bounded store-and-forward queue: first in, first out; beyond its limit the oldest batch is dropped. Safe for concurrent use
/// by one producer and one sender.
/// </summary>
/// <param name="limit">Most batches that wait.</param>
public sealed class ForwardBuffer<T>(int limit)
{
    private readonly Lock gate = new();
    private readonly Queue<WaitingBatch<T>> waiting = new();
    private readonly List<long> done = [];
    private long waitingReadings;

    /// <summary>Readings in all waiting batches.</summary>
    public long WaitingReadings
    {
        get
        {
            lock (gate) return waitingReadings;
        }
    }

    public int WaitingBatches
    {
        get
        {
            lock (gate) return waiting.Count;
        }
    }

    /// <summary>Adds a stored batch and drops what does not fit. Returns what was dropped; a batch that was answered meanwhile is not.</summary>
    public IReadOnlyList<WaitingBatch<T>> Add(WaitingBatch<T> batch)
    {
        lock (gate)
        {
            waiting.Enqueue(batch);
            waitingReadings += batch.Readings;
            var dropped = new List<WaitingBatch<T>>();
            while (waiting.Count > limit)
            {
                var oldest = waiting.Dequeue();
                waitingReadings -= oldest.Readings;
                done.Add(oldest.Sequence);
                dropped.Add(oldest);
            }

            return dropped;
        }
    }

    /// <summary>The oldest batch, or null.</summary>
    public WaitingBatch<T>? Peek()
    {
        lock (gate) return waiting.TryPeek(out var oldest) ? oldest : null;
    }

    /// <summary>Removes the oldest batch if it is this one; false when it was dropped while its answer was under way.</summary>
    public bool Remove(long sequence)
    {
        lock (gate)
        {
            if (!waiting.TryPeek(out var oldest) || oldest.Sequence != sequence) return false;
            waiting.Dequeue();
            waitingReadings -= oldest.Readings;
            done.Add(sequence);
            return true;
        }
    }

    /// <summary>Sequences that left the queue and may be forgotten by the store; they stay listed until <see cref="Forget"/>.</summary>
    public IReadOnlyList<long> Done
    {
        get
        {
            lock (gate) return [.. done];
        }
    }

    /// <summary>The store has forgotten these.</summary>
    public void Forget(IReadOnlyList<long> sequences)
    {
        lock (gate) done.RemoveRange(0, sequences.Count);
    }
}
