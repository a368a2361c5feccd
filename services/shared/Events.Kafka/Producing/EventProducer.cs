using Confluent.Kafka;
using FactoryTwin.Events.Common;
using FactoryTwin.Events.Kafka.Native;
using FactoryTwin.Events.Kafka.Records;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Events.Kafka.Producing;

/// <summary>Publishes; makes a new producer where the brokers made the old one unusable.</summary>
internal sealed partial class EventProducer(KafkaOptions options, ClientState state, ILogger logger) : IDisposable
{
    private readonly Lock _gate = new();
    private NativeProducer? _current;
    private long _queued;
    private bool _disposed;

    /// <summary>Events that wait for the brokers.</summary>
    public long Queued => Interlocked.Read(ref _queued);

    /// <exception cref="TimeoutException">The brokers did not take all of it in time.</exception>
    /// <exception cref="IOException">A broker refused it; says why.</exception>
    public Task PublishAsync(string topic, IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken) =>
        RunAsync(new PendingEvents(topic, events), cancellationToken);

    /// <summary>Writes one record to a partition of choice.</summary>
    public Task WriteAsync(string topic, int partition, Message<byte[], byte[]> record, CancellationToken cancellationToken) =>
        RunAsync(new PendingRecord(topic, partition, record), cancellationToken);

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

    private async Task RunAsync(PendingPublish pending, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Interlocked.Add(ref _queued, pending.Count);
        try
        {
            while (!Current().TryAdd(pending))
            {
                // It is being closed: the next one, if there is one.
            }
            await WaitAsync(pending, cancellationToken);
        }
        finally
        {
            pending.GiveUp();
            Interlocked.Add(ref _queued, -pending.Count);
        }
    }

    /// <summary>The client keeps the deadline of each record that it has; ours is for a client that is gone.</summary>
    private async Task WaitAsync(PendingPublish pending, CancellationToken cancellationToken)
    {
        while (true)
        {
            var sent = pending.IsSent;
            try
            {
                await pending.Task.WaitAsync(options.PublishTimeout + options.RequestTimeout, cancellationToken);
                return;
            }
            catch (TimeoutException) when (!sent && !pending.Task.IsCompleted)
            {
                // It waited for its turn.
            }
        }
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
