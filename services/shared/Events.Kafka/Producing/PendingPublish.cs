using System.Runtime.InteropServices;
using Confluent.Kafka;
using FactoryTwin.Events.Kafka.Native;

namespace FactoryTwin.Events.Kafka.Producing;

/// <summary>
/// Records that are published together: completes when the last of them is acknowledged or given up. One object for all of them. Publishers
/// make it and wait for it; everything else is the producer's thread's alone.
/// </summary>
internal abstract class PendingPublish(string topic, int count)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private GCHandle _handle;
    private Exception? _fault;
    private int _next;
    private int _underWay;
    private volatile bool _sent;
    private volatile bool _givenUp;

    public Task Task => _done.Task;

    public int Count => count;

    /// <summary>True once all are on their way, and their own deadlines run.</summary>
    public bool IsSent => _sent;

    /// <summary>What a record must carry so that its delivery comes here.</summary>
    protected IntPtr Opaque => GCHandle.ToIntPtr(_handle);

    /// <summary>Nobody waits for it any more: what is not sent yet will not be.</summary>
    public void GiveUp() => _givenUp = true;

    /// <summary>Sends on from where it stood; false where the client's queue is full.</summary>
    public bool Send(NativeProducer producer)
    {
        if (!_handle.IsAllocated) _handle = GCHandle.Alloc(this);
        try
        {
            var place = producer.Topic(topic);
            for (; _next < count && !_givenUp; _next++)
            {
                // Deliveries are heard of on this thread, so not before this returns.
                var error = Produce(producer, place, _next);
                if (error == Rdkafka.QueueFull) return false;
                if (error == 0)
                {
                    _underWay++;
                    continue;
                }
                _fault ??= KafkaFailures.Of(topic, new Error((ErrorCode)error));
                break;
            }
        }
        catch (Exception e)
        {
            _fault ??= e;
        }
        End();
        return true;
    }

    /// <summary>Sends no more of it.</summary>
    public void Fail(Exception reason)
    {
        _fault ??= reason;
        End();
    }

    /// <summary>One was acknowledged (0) or given up.</summary>
    public void Delivered(int error)
    {
        if (error != 0) _fault ??= KafkaFailures.Of(topic, new Error((ErrorCode)error));
        if (--_underWay == 0 && _sent) Complete();
    }

    /// <summary>Hands record number <paramref name="index"/> to the client; 0, or the error's code.</summary>
    protected abstract int Produce(NativeProducer producer, IntPtr place, int index);

    private void End()
    {
        _sent = true;
        if (_underWay == 0) Complete();
    }

    private void Complete()
    {
        if (_handle.IsAllocated) _handle.Free();
        if (_fault is not null) _done.TrySetException(_fault);
        else if (_next < count) _done.TrySetCanceled();
        else _done.TrySetResult();
    }
}

/// <summary>Events, each to the partition of its key.</summary>
internal sealed class PendingEvents(string topic, IReadOnlyList<CloudEvent> events) : PendingPublish(topic, events.Count)
{
    protected override int Produce(NativeProducer producer, IntPtr place, int index) => EventRecord.Produce(producer, place, events[index], Opaque);
}

/// <summary>One record to a partition of choice.</summary>
internal sealed unsafe class PendingRecord(string topic, int partition, Message<byte[], byte[]> message) : PendingPublish(topic, 1)
{
    protected override int Produce(NativeProducer producer, IntPtr place, int index)
    {
        var record = producer.Record;
        record.Begin(place, partition, Opaque, 1024 + (message.Key?.Length ?? 0) + (message.Headers?.Sum(h => 3L * h.Key.Length + 1 + (h.GetValueBytes()?.Length ?? 0)) ?? 0));
        if (message.Key is not null) record.Key(message.Key);
        foreach (var header in message.Headers ?? []) record.Header(header.Key, header.GetValueBytes());
        byte nothing = 0;
        fixed (byte* value = message.Value)
        {
            record.Value(message.Value is null ? null : value is null ? &nothing : value, message.Value?.Length ?? 0);
            return producer.Produce();
        }
    }
}
