using System.Globalization;
using FactoryTwin.Rpc.Wire;
using Grpc.Core;

namespace FactoryTwin.Rpc.Client;

/// <summary>The attempts of one call: whether another one follows, and when (gRFC A6).</summary>
internal sealed class CallRetries(ChannelRetries shared, IMethod method, RetryPlan? plan)
{
    /// <summary>Attempts that no server has seen are free, but not without end.</summary>
    private const int MaxUnseen = 10;

    private int _sinceToldToWait;
    private int _unseen;
    private long _held;
    private volatile bool _isFinal;

    /// <summary>Failed attempts that a server may have seen.</summary>
    public int Failed { get; private set; }

    /// <summary>True where requests have to be kept for another attempt by policy.</summary>
    public bool HasPlan => plan is not null;

    /// <summary>The wait before the next attempt, or null where the failure is final.</summary>
    /// <param name="status">Of the failed attempt.</param>
    /// <param name="trailers">Of the failed attempt.</param>
    /// <param name="unseen">True where no server has seen it.</param>
    public TimeSpan? Next(Status status, Metadata trailers, bool unseen)
    {
        if (unseen && !_isFinal && _unseen++ < MaxUnseen) return TimeSpan.Zero;
        if (plan is null) return null;
        var told = trailers.GetValue(RpcHeaders.RetryPushback);
        var wait = told is not null && int.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) ? ms : -1;
        var retryable = plan.Codes.Contains(status.StatusCode);
        if ((retryable || (told is not null && wait < 0)) && shared.Throttle?.Failed() == false) return null;
        if (!retryable || _isFinal || Failed + 1 >= plan.MaxAttempts || (told is not null && wait < 0)) return null;
        Failed++;
        ChannelRetries.Count(method, status);
        if (told is null) return plan.Backoff(_sinceToldToWait++, Random.Shared.NextDouble());
        _sinceToldToWait = 0;
        return TimeSpan.FromMilliseconds(wait);
    }

    /// <summary>The server began to answer, or a request is too large to be kept: no attempt follows.</summary>
    public void Commit() => _isFinal = true;

    public void Succeeded() => shared.Throttle?.Succeeded();

    /// <summary>False where there is no room to keep so much more of the requests.</summary>
    public bool TryHold(int bytes)
    {
        if (_isFinal) return false;
        if (shared.TryHold(ref _held, bytes)) return true;
        Commit();
        return false;
    }

    /// <summary>The call is over.</summary>
    public void Release()
    {
        Commit();
        if (Volatile.Read(ref _held) > 0) shared.Release(ref _held);
    }
}
