using Google.Protobuf;
using Grpc.Core;

namespace FactoryTwin.Rpc.Server;

/// <summary>A transport's call within the host's bounds: an earlier deadline, an earlier end, and state for interceptors.</summary>
internal sealed class BoundedServerCallContext : ServerCallContext, ICancellationReason, IReadyMessageSource, IDisposable
{
    private readonly IMessageSource requests;
    private readonly TimeProvider time;
    private readonly CancellationToken hostEnds;
    private readonly TimeSpan? requestLimit;
    private readonly LazyCancellation ending;
    private Dictionary<object, object>? state;

    public BoundedServerCallContext(ServerCallContext inner, IMessageSource requests, MethodType type, CallBounds bounds, TimeProvider time)
    {
        Inner = inner;
        this.requests = requests;
        this.time = time;
        hostEnds = type is MethodType.ServerStreaming or MethodType.DuplexStreaming ? bounds.EndStreams : bounds.EndAll;
        requestLimit = type == MethodType.ServerStreaming ? bounds.DefaultDeadline : null;
        DeadlineCore = type == MethodType.Unary ? Earlier(inner.Deadline, bounds, time.GetUtcNow().UtcDateTime) : inner.Deadline;
        ending = new LazyCancellation(time, DeadlineCore < inner.Deadline ? DeadlineCore : DateTime.MaxValue, hostEnds);
    }

    /// <summary>The transport's own context.</summary>
    public ServerCallContext Inner { get; }

    public Status CancellationStatus => hostEnds.IsCancellationRequested
        ? new Status(StatusCode.Unavailable, "The service is stopping.")
        // A timer may fire a little before the clock shows its time.
        : ending.DeadlineFired || time.GetUtcNow().UtcDateTime >= DeadlineCore
            ? new Status(StatusCode.DeadlineExceeded, "Deadline exceeded")
            : (Inner as ICancellationReason)?.CancellationStatus ?? Status.DefaultCancelled;

    public bool IsCancelled => ending.IsCancelled || ((Inner as ICancellationReason)?.IsCancelled ?? Inner.CancellationToken.IsCancellationRequested);

    /// <summary>The first message of the request, once it was read: for those who stand around the call.</summary>
    public IMessage? FirstRequest { get; private set; }

    protected override string MethodCore => Inner.Method;

    protected override string HostCore => Inner.Host;

    protected override string PeerCore => Inner.Peer;

    protected override DateTime DeadlineCore { get; }

    protected override Metadata RequestHeadersCore => Inner.RequestHeaders;

    protected override CancellationToken CancellationTokenCore => ending.TryGet(out var token) ? token : ending.Start(Inner.CancellationToken);

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

    public bool TryRead(out IMessage? message)
    {
        message = null;
        if (requests is not IReadyMessageSource ready || !ready.TryRead(out message)) return false;
        FirstRequest ??= message;
        return true;
    }

    public async ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        var message = requestLimit is { } limit ? await ReadAsync(limit, cancellationToken) : await requests.ReadAsync(cancellationToken);
        FirstRequest ??= message;
        return message;
    }

    /// <summary>A response stream may live for ever; the one request that it answers must come.</summary>
    private async ValueTask<IMessage?> ReadAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await requests.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, $"The request did not come within {limit.TotalSeconds:0.#} s"));
        }
    }

    public void Dispose() => ending.Dispose();

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Inner.WriteResponseHeadersAsync(responseHeaders);

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => CallPropagation.From(this, options);

    private static DateTime Earlier(DateTime deadline, CallBounds bounds, DateTime now)
    {
        if (deadline == DateTime.MaxValue)
            return bounds.DefaultDeadline is { } standard ? now + standard : deadline;
        return bounds.MaxDeadline is { } longest && deadline > now + longest ? now + longest : deadline;
    }
}
