using FactoryTwin.Rpc.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Server;

/// <summary>The context of a gRPC call: what of it is HTTP.</summary>
internal abstract class HttpServerCallContext : ServerCallContext, IHttpCallContext, ICancellationReason, IDisposable
{
    private static readonly AuthContext NoPeerIdentity = new(null, []);

    private readonly RpcServerRuntime _runtime;
    private readonly CancellationTokenSource _ended;
    private readonly ITimer? _deadlineTimer;
    private volatile bool _deadlineFired;
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private Dictionary<object, object>? _userState;

    /// <param name="http">The request.</param>
    /// <param name="method">The bound method that it calls.</param>
    /// <param name="runtime">What the host's calls share.</param>
    /// <param name="timeout">From the arrival on, or null for none.</param>
    protected HttpServerCallContext(HttpContext http, RpcMethod method, RpcServerRuntime runtime, TimeSpan? timeout)
    {
        Http = http;
        RpcMethod = method;
        _runtime = runtime;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, runtime.Drained);
        if (timeout is not { } limit) return;
        DeadlineCore = Add(runtime.Time.GetUtcNow().UtcDateTime, limit);
        if (limit <= TimeSpan.Zero) OnDeadline(this);
        else if (limit <= TimeoutCodec.LongestTimer) _deadlineTimer = runtime.Time.CreateTimer(OnDeadline, this, limit, Timeout.InfiniteTimeSpan);
    }

    public HttpContext Http { get; }

    public RpcMethod RpcMethod { get; }

    public Status CancellationStatus => _deadlineFired || _runtime.Time.GetUtcNow().UtcDateTime >= DeadlineCore
        ? new Status(StatusCode.DeadlineExceeded, "Deadline exceeded")
        : _runtime.Drained.IsCancellationRequested
            ? new Status(StatusCode.Unavailable, "The server is shutting down")
            : new Status(StatusCode.Cancelled, "Call cancelled");

    protected override string MethodCore => RpcMethod.FullName;

    protected override string HostCore => Http.Request.Host.Value ?? "";

    protected override string PeerCore => Http.Connection.RemoteIpAddress is { } address
        ? address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? $"ipv6:[{address}]:{Http.Connection.RemotePort}"
            : $"ipv4:{address}:{Http.Connection.RemotePort}"
        : "unknown";

    protected override DateTime DeadlineCore { get; } = DateTime.MaxValue;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= ReadHeaders();

    protected override CancellationToken CancellationTokenCore => _ended.Token;

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override Status StatusCore { get; set; } = Status.DefaultSuccess;

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => NoPeerIdentity;

    protected override IDictionary<object, object> UserStateCore => _userState ??= [];

    /// <summary>The trailers that the handler set, or null.</summary>
    protected Metadata? SetTrailers => _responseTrailers;

    public void Dispose()
    {
        _deadlineTimer?.Dispose();
        _ended.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => CallPropagation.From(this, options);

    private static DateTime Add(DateTime now, TimeSpan limit) =>
        limit > DateTime.MaxValue - now ? DateTime.MaxValue : DateTime.SpecifyKind(now + limit, DateTimeKind.Utc);

    private static void OnDeadline(object? state)
    {
        var call = (HttpServerCallContext)state!;
        // A timer may fire a little before the clock shows its time.
        call._deadlineFired = true;
        try
        {
            call._ended.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended as its deadline fired.
        }
    }

    private Metadata ReadHeaders()
    {
        var metadata = new Metadata();
        foreach (var (name, values) in Http.Request.Headers)
        {
            if (RpcHeaders.IsReserved(name)) continue;
            foreach (var value in values)
            {
                if (value is not null) MetadataCodec.Add(metadata, name, value);
            }
        }
        return metadata;
    }
}

/// <summary>A context that came by HTTP, as gRPC or as REST.</summary>
internal interface IHttpCallContext
{
    HttpContext Http { get; }
}

/// <summary>A context that knows why its token was cancelled.</summary>
internal interface ICancellationReason
{
    Status CancellationStatus { get; }
}
