using Google.Protobuf;
using Grpc.Core;

namespace FactoryTwin.Rpc.Server;

/// <summary>A transport's call within the host's bounds: an earlier deadline, an earlier end, and state for interceptors.</summary>
internal sealed class BoundedServerCallContext : ServerCallContext, ICancellationReason, IDisposable
{
    private readonly TimeProvider time;
    private readonly CancellationToken hostEnds;
    private readonly CancellationTokenSource? timer;
    private readonly CancellationTokenSource ending;
    private Dictionary<object, object>? state;

    public BoundedServerCallContext(ServerCallContext inner, MethodType type, CallBounds bounds, TimeProvider time)
    {
        Inner = inner;
        this.time = time;
        hostEnds = type is MethodType.ServerStreaming or MethodType.DuplexStreaming ? bounds.EndStreams : bounds.EndAll;
        DeadlineCore = type == MethodType.Unary ? Earlier(inner.Deadline, bounds, time.GetUtcNow().UtcDateTime) : inner.Deadline;
        if (DeadlineCore < inner.Deadline)
        {
            var left = DeadlineCore - time.GetUtcNow().UtcDateTime;
            timer = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        }
        ending = CancellationTokenSource.CreateLinkedTokenSource(inner.CancellationToken, hostEnds, timer?.Token ?? default);
    }

    /// <summary>The transport's own context.</summary>
    public ServerCallContext Inner { get; }

    public Status CancellationStatus => hostEnds.IsCancellationRequested
        ? new Status(StatusCode.Unavailable, "The service is stopping.")
        // A timer may fire a little before the clock shows its time.
        : timer is { IsCancellationRequested: true } || time.GetUtcNow().UtcDateTime >= DeadlineCore
            ? new Status(StatusCode.DeadlineExceeded, "Deadline exceeded")
            : (Inner as ICancellationReason)?.CancellationStatus ?? Status.DefaultCancelled;

    /// <summary>The first message of the request, once it was read.</summary>
    public IMessage? FirstRequest { get; set; }

    protected override string MethodCore => Inner.Method;

    protected override string HostCore => Inner.Host;

    protected override string PeerCore => Inner.Peer;

    protected override DateTime DeadlineCore { get; }

    protected override Metadata RequestHeadersCore => Inner.RequestHeaders;

    protected override CancellationToken CancellationTokenCore => ending.Token;

    protected override Metadata ResponseTrailersCore => Inner.ResponseTrailers;

    protected override Status StatusCore
    {
        get => Inner.Status;
        set => Inner.Status = value;
    }

    protected override WriteOptions? WriteOptionsCore
    {
        get => Inner.WriteOptions;
        set => Inner.WriteOptions = value;
    }

    protected override AuthContext AuthContextCore => Inner.AuthContext;

    protected override IDictionary<object, object> UserStateCore => state ??= [];

    public void Dispose()
    {
        ending.Dispose();
        timer?.Dispose();
    }

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Inner.WriteResponseHeadersAsync(responseHeaders);

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => CallPropagation.From(this, options);

    private static DateTime Earlier(DateTime deadline, CallBounds bounds, DateTime now)
    {
        if (deadline == DateTime.MaxValue)
            return bounds.DefaultDeadline is { } standard ? now + standard : deadline;
        return bounds.MaxDeadline is { } longest && deadline > now + longest ? now + longest : deadline;
    }
}

/// <summary>Remembers the first message of a request for those who stand around the call.</summary>
internal sealed class FirstRequestSource(IMessageSource inner, BoundedServerCallContext context) : IMessageSource
{
    public async ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        var message = await inner.ReadAsync(cancellationToken);
        context.FirstRequest ??= message;
        return message;
    }
}
