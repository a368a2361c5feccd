using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace FactoryTwin.Events.Kafka.Producing;

/// <summary>One publish of several events: completes when the last of them is acknowledged or given up. One object for all of them.</summary>
internal sealed class PendingPublish
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _topic;
    private readonly Action<int> _heard;
    private readonly GCHandle _handle;
    private int _remaining;
    private int _fault;

    /// <param name="topic">Where to.</param>
    /// <param name="heard">Hears of each delivery how many there were.</param>
    public PendingPublish(string topic, Action<int> heard)
    {
        (_topic, _heard) = (topic, heard);
        // One more than were sent, until all are: the last delivery may come before the last send returns.
        _remaining = 1;
        _handle = GCHandle.Alloc(this);
    }

    public Task Task => _done.Task;

    /// <summary>What a record must carry so that its delivery comes here.</summary>
    public IntPtr Opaque => GCHandle.ToIntPtr(_handle);

    /// <summary>So many are about to be sent.</summary>
    public void Sending(int count) => Interlocked.Add(ref _remaining, count);

    /// <summary>So many of them were not sent after all.</summary>
    public void NotSent(int count) => Interlocked.Add(ref _remaining, -count);

    /// <summary>No more will be sent.</summary>
    public void AllSent() => Finish();

    /// <summary>One was acknowledged (0) or given up.</summary>
    public void Delivered(int error)
    {
        if (error != 0) Interlocked.CompareExchange(ref _fault, error, 0);
        _heard(1);
        Finish();
    }

    private void Finish()
    {
        if (Interlocked.Decrement(ref _remaining) > 0) return;
        _handle.Free();
        if (_fault != 0) _done.TrySetException(KafkaFailures.Of(_topic, new Error((ErrorCode)_fault)));
        else _done.TrySetResult();
    }
}
