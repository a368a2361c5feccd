using System.Buffers;
using System.Diagnostics;
using System.Threading.Channels;
using FactoryTwin.Events.Common;

namespace FactoryTwin.Events.Embedded;

/// <summary>
/// The one writer of a partition. Publishes that wait are written together and share one flush to the disk (group commit).
/// After a failed flush nobody knows what is on the disk, so the partition takes no more events until the next start.
/// </summary>
internal sealed class PartitionWriter : IAsyncDisposable
{
    private const int GroupBytes = 4 << 20;

    private readonly PartitionLog _log;
    private readonly TimeProvider _time;
    private readonly EventMetrics _metrics;
    private readonly Channel<Waiting> _waiting;
    private readonly ArrayBufferWriter<byte> _buffer = new(64 << 10);
    private readonly Task _loop;
    private Exception? _fault;

    public PartitionWriter(PartitionLog log, int maxWaiting, TimeProvider time, EventMetrics metrics)
    {
        (_log, _time, _metrics) = (log, time, metrics);
        _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(maxWaiting) { SingleReader = true });
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Completes when the events are durable.</summary>
    public async Task AppendAsync(IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(events);
        await _waiting.Writer.WriteAsync(waiting, cancellationToken);
        await waiting.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop;
    }

    private async Task RunAsync()
    {
        var group = new List<Waiting>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            var offset = _log.NextOffset;
            while (_buffer.WrittenCount < GroupBytes && _waiting.Reader.TryRead(out var next))
            {
                foreach (var e in next.Events) RecordFormat.Write(_buffer, offset++, e);
                group.Add(next);
            }
            Commit(group, (int)(offset - _log.NextOffset));
            group.Clear();
            _buffer.ResetWrittenCount();
            if (_buffer.Capacity > 2 * GroupBytes) _buffer.Clear();
        }
    }

    private void Commit(List<Waiting> group, int count)
    {
        try
        {
            if (_fault is not null) throw new IOException("The partition stopped after a failed flush to the disk; restart the service.", _fault);
            var started = Stopwatch.GetTimestamp();
            _log.Append(_buffer.WrittenSpan, count, _time.GetUtcNow());
            _metrics.Flushed(Stopwatch.GetElapsedTime(started));
        }
        catch (Exception e)
        {
            if (e is FlushFailedException) _fault = e;
            foreach (var waiting in group) waiting.Done.SetException(e);
            return;
        }
        foreach (var waiting in group) waiting.Done.SetResult();
    }

    private sealed record Waiting(IReadOnlyList<CloudEvent> Events)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
