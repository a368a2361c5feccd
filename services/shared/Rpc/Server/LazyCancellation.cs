using FactoryTwin.Rpc.Wire;

namespace FactoryTwin.Rpc.Server;

/// <summary>
/// What ends a call before its time: the caller, the host, the deadline. Source and timer are made when someone asks for the token;
/// most calls are over before anyone does. Thread-safe.
/// </summary>
/// <param name="time">Tells the deadline.</param>
/// <param name="deadline">UTC; <see cref="DateTime.MaxValue"/> for none.</param>
/// <param name="host">Ends every call of the host.</param>
internal sealed class LazyCancellation(TimeProvider time, DateTime deadline, CancellationToken host) : IDisposable
{
    private CancellationTokenSource? _source;
    private ITimer? _timer;
    private volatile bool _fired;
    private volatile bool _disposed;

    /// <summary>True once the timer fired, which may be a little before the clock shows its time.</summary>
    public bool DeadlineFired => _fired;

    /// <summary>Whether the token is, or would be, cancelled; what the caller does counts only once the token was asked for.</summary>
    public bool IsCancelled => _fired || host.IsCancellationRequested || Volatile.Read(ref _source) is { IsCancellationRequested: true } || IsPast;

    private bool IsPast => deadline != DateTime.MaxValue && time.GetUtcNow().UtcDateTime >= deadline;

    /// <summary>The token, where it was asked for before.</summary>
    public bool TryGet(out CancellationToken token)
    {
        token = _disposed ? new CancellationToken(canceled: true) : Volatile.Read(ref _source)?.Token ?? default;
        return token.CanBeCanceled;
    }

    /// <summary>Makes the token.</summary>
    /// <param name="caller">Cancelled when the caller is gone.</param>
    public CancellationToken Start(CancellationToken caller)
    {
        var made = CancellationTokenSource.CreateLinkedTokenSource(caller, host);
        if (Interlocked.CompareExchange(ref _source, made, null) is { } earlier)
        {
            made.Dispose();
            return earlier.Token;
        }
        if (deadline == DateTime.MaxValue) return made.Token;
        var left = deadline - time.GetUtcNow().UtcDateTime;
        if (left <= TimeSpan.Zero) OnDeadline(this);
        else if (left <= TimeoutCodec.LongestTimer) _timer = time.CreateTimer(OnDeadline, this, left, Timeout.InfiniteTimeSpan);
        return made.Token;
    }

    /// <summary>The call is over.</summary>
    public void Dispose()
    {
        _disposed = true;
        _timer?.Dispose();
        Volatile.Read(ref _source)?.Dispose();
    }

    private static void OnDeadline(object? state)
    {
        var cancellation = (LazyCancellation)state!;
        cancellation._fired = true;
        try
        {
            cancellation._source?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended as its deadline fired.
        }
    }
}
