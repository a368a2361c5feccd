using Confluent.Kafka;
using FactoryTwin.Events.Common;
using FactoryTwin.Events.Kafka.Native;
using FactoryTwin.Events.Kafka.Records;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Events.Kafka.Producing;

/// <summary>Publishes; makes a new producer where the broker made the old one unusable.</summary>
internal sealed partial class EventProducer(KafkaOptions options, ClientState state, ILogger logger) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AsyncSignal _delivered = new();
    private IProducer<byte[], byte[]>? _current;
    private long _queued;
    private int _waiting;
    private bool _disposed;

    /// <summary>Events that wait for the brokers.</summary>
    public long Queued => Interlocked.Read(ref _queued);

    /// <summary>The client that metadata and topics are asked through.</summary>
    public Handle Handle => Current().Handle;

    /// <exception cref="TimeoutException">The brokers did not take all of it in time.</exception>
    /// <exception cref="IOException">A broker refused it; says why.</exception>
    public Task PublishAsync(string topic, IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken) =>
        SendAsync(topic, Partition.Any, events.Count, i => CloudEventRecord.Write(events[i]), cancellationToken);

    /// <summary>Writes one record to a partition of choice.</summary>
    public Task WriteAsync(string topic, int partition, Message<byte[], byte[]> record, CancellationToken cancellationToken) =>
        SendAsync(topic, partition, 1, _ => record, cancellationToken);

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            if (_current is not null) Close(_current);
        }
    }

    private void Close(IProducer<byte[], byte[]> producer)
    {
        producer.Flush(options.RequestTimeout);
        producer.Dispose();
    }

    private async Task SendAsync(string topic, Partition partition, int count, Func<int, Message<byte[], byte[]>> record, CancellationToken cancellationToken)
    {
        var producer = Current();
        var pending = new PendingPublish(topic, count, OnDelivered);
        var place = new TopicPartition(topic, partition);
        for (var i = 0; i < count; i++)
        {
            var message = record(i);
            while (!TryProduce(producer, place, message, pending)) await WaitForSpaceAsync(cancellationToken);
        }
        // The client keeps the deadline of each event; ours is for a client that is gone.
        await pending.Task.WaitAsync(options.PublishTimeout + options.RequestTimeout, cancellationToken);
    }

    private bool TryProduce(IProducer<byte[], byte[]> producer, TopicPartition place, Message<byte[], byte[]> message, PendingPublish pending)
    {
        try
        {
            Interlocked.Increment(ref _queued);
            producer.Produce(place, message, pending.OnDelivered);
            return true;
        }
        catch (ProduceException<byte[], byte[]> e)
        {
            Interlocked.Decrement(ref _queued);
            if (e.Error.Code == ErrorCode.Local_QueueFull) return false;
            throw KafkaFailures.Of(place.Topic, e.Error);
        }
    }

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

    private void OnDelivered()
    {
        Interlocked.Decrement(ref _queued);
        if (Volatile.Read(ref _waiting) > 0) _delivered.Set();
    }

    private IProducer<byte[], byte[]> Current()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _current ??= new ProducerBuilder<byte[], byte[]>(ClientConfigs.Producer(options))
                .SetDefaultPartitioner((_, count, key, _) => KeyHash.Partition(key, count))
                .SetErrorHandler(OnError)
                .SetLogHandler((_, line) => state.Log(line))
                .Build();
        }
    }

    private void OnError(IProducer<byte[], byte[]> producer, Error error)
    {
        state.Failed(error);
        if (!error.IsFatal) return;
        LogFatal(error.Reason);
        lock (_gate)
        {
            if (!ReferenceEquals(_current, producer)) return;
            _current = null;
        }
        // Its own thread calls this, and the disposal waits for that thread.
        _ = Task.Run(() => Close(producer));
    }

    [LoggerMessage(1121, LogLevel.Error, "The producer can no longer be used: {Reason}. A new one takes its place")]
    private partial void LogFatal(string reason);
}
