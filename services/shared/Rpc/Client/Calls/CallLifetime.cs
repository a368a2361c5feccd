using FactoryTwin.Rpc.Wire;
using Grpc.Core;
using Grpc.Net.Client;

namespace FactoryTwin.Rpc.Client;

/// <summary>When a call has to end, and why: its caller's token, the deadline, the call that makes it, or the channel's end.</summary>
internal sealed class CallLifetime
{
    private readonly CancellationTokenSource _ended;
    private readonly ITimer? _timer;
    private readonly TimeProvider _time;
    private volatile bool _deadlineFired;

    public CallLifetime(GrpcChannel channel, CallOptions options)
    {
        _time = channel.Time;
        var caller = options.PropagationToken as CallPropagation;
        _ended = caller is null || !caller.CancellationToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken, channel.Shutdown)
            : CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken, channel.Shutdown, caller.CancellationToken);
        Token = _ended.Token;
        Deadline = Earliest(options.Deadline, caller?.Deadline);
        if (Remaining is not { } left) return;
        if (left <= TimeSpan.Zero) OnDeadline(this);
        else if (left <= TimeoutCodec.LongestTimer) _timer = _time.CreateTimer(OnDeadline, this, left, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token { get; }

    /// <summary>UTC, or null for none.</summary>
    public DateTime? Deadline { get; }

    public TimeSpan? Remaining => Deadline is { } deadline && deadline != DateTime.MaxValue ? deadline - Now : null;

    public Status CancellationStatus => _deadlineFired || Remaining <= TimeSpan.Zero
        ? new Status(StatusCode.DeadlineExceeded, "Deadline exceeded")
        : new Status(StatusCode.Cancelled, "Call cancelled by the client");

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    public void Cancel()
    {
        try
        {
            _ended.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended on its own.
        }
    }

    public void End()
    {
        _timer?.Dispose();
        _ended.Dispose();
    }

    private static void OnDeadline(object? state)
    {
        var life = (CallLifetime)state!;
        // A timer may fire a little before the clock shows its time.
        life._deadlineFired = true;
        life.Cancel();
    }

    private static DateTime? Earliest(DateTime? one, DateTime? other) =>
        one is null ? Utc(other) : other is null || one < other ? Utc(one) : Utc(other);

    private static DateTime? Utc(DateTime? time) => time is { Kind: DateTimeKind.Local } local ? local.ToUniversalTime() : time;
}
