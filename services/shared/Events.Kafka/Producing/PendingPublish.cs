using Confluent.Kafka;

namespace FactoryTwin.Events.Kafka.Producing;

/// <summary>One publish of several events: completes when the last of them is acknowledged or given up.</summary>
internal sealed class PendingPublish
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _topic;
    private readonly Action _heard;
    private int _remaining;
    private Error? _fault;

    public PendingPublish(string topic, int count, Action heard)
    {
        (_topic, _remaining, _heard) = (topic, count, heard);
        OnDelivered = Delivered;
    }

    public Task Task => _done.Task;

    /// <summary>To be told of each event; one delegate for all.</summary>
    public Action<DeliveryReport<byte[], byte[]>> OnDelivered { get; }

    private void Delivered(DeliveryReport<byte[], byte[]> report)
    {
        if (report.Error.IsError) Interlocked.CompareExchange(ref _fault, report.Error, null);
        _heard();
        if (Interlocked.Decrement(ref _remaining) > 0) return;
        if (_fault is { } fault) _done.TrySetException(KafkaFailures.Of(_topic, fault));
        else _done.TrySetResult();
    }
}
