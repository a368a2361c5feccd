using FactoryTwin.Events.Common;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Events.Kafka.Consuming;

/// <summary>Handles one assigned partition, beside the thread that fetches, so that a handler may take as long as it likes.</summary>
internal sealed class Lane
{
    private const long Unknown = -1;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Subscription _subscription;
    private readonly BatchDelivery _delivery;
    private readonly LetterTopics _letters;
    private readonly TimeProvider _time;
    private readonly Task _run;
    private long _position;
    private long _end;

    /// <summary>Starts handling.</summary>
    /// <param name="subscription">Whose handler it is.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="start">The first offset to come, or null where only the broker knows.</param>
    /// <param name="buffer">What is fetched for it.</param>
    /// <param name="services">What it works with.</param>
    public Lane(Subscription subscription, int partition, long? start, LaneBuffer buffer, LaneServices services)
    {
        (_subscription, Partition, Buffer, _letters, _time) = (subscription, partition, buffer, services.Letters, services.Time);
        _position = start ?? Unknown;
        _delivery = new(subscription, partition, PutAsideAsync, next => Volatile.Write(ref _position, next), services.Metrics, services.Time, services.Logger);
        _run = Task.Run(() => RunAsync(_stop.Token));
    }

    public int Partition { get; }

    public LaneBuffer Buffer { get; }

    /// <summary>True while the broker sends nothing because the buffer is full. Written by the fetching thread.</summary>
    public bool Paused { get; set; }

    /// <summary>True where the broker does not know the place that is to be fetched next. Written by the fetching thread.</summary>
    public bool IsAstray { get; set; }

    /// <summary>True while the client has given it back, to be given it anew at another place. Written by the fetching thread.</summary>
    public bool IsTaken { get; set; }

    /// <summary>The offset behind what was fetched last; null before anything was. Written by the fetching thread.</summary>
    public long? NextFetch { get; set; }

    /// <summary>The next offset to handle; null before the first event where only the broker knows.</summary>
    public long? Position => Volatile.Read(ref _position) is var position and not Unknown ? position : null;

    /// <summary>The offset that the next published event gets, as last heard.</summary>
    public long End
    {
        get => Math.Max(Volatile.Read(ref _end), Math.Max(0, Volatile.Read(ref _position)));
        set => Volatile.Write(ref _end, value);
    }

    /// <summary>The position that was last committed. Written by the committing thread.</summary>
    public long Committed { get; set; } = Unknown;

    /// <summary>Ends when told to stop; faulted where it cannot go on.</summary>
    public Task Run => _run;

    /// <summary>Ends the running handler and waits for it; <see cref="Position"/> is final then.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Buffer.Close();
    }

    /// <summary>Runs <paramref name="work"/> between two batches.</summary>
    public async Task<T> BetweenBatchesAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        await _turn.WaitAsync(linked.Token);
        try
        {
            return await work(linked.Token);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Buffer.WaitAsync(stop);
                await _turn.WaitAsync(stop);
                try
                {
                    await HandleAsync(stop);
                }
                finally
                {
                    _turn.Release();
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private async Task HandleAsync(CancellationToken stop)
    {
        var (events, fault) = Buffer.Take(_subscription.MaxBatchEvents);
        if (fault is null)
        {
            await _delivery.DeliverAsync(events, stop);
            return;
        }
        await _delivery.PutAsideAsync(events[0], fault, stop);
        Volatile.Write(ref _position, events[0].Offset + 1);
    }

    private async ValueTask PutAsideAsync(ReceivedEvent e, Exception reason, CancellationToken stop)
    {
        var attempts = reason is Records.RecordException ? 0 : _subscription.MaxAttempts;
        await _letters.KeepAsync(LetterReplay.NewLetter(_subscription, Partition, e, reason, attempts, _time.GetUtcNow()), stop);
    }
}

/// <summary>What every lane works with.</summary>
internal sealed record LaneServices(LetterTopics Letters, EventMetrics Metrics, TimeProvider Time, ILogger Logger);
