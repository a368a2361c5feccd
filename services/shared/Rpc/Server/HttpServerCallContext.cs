using FactoryTwin.Rpc.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Server;

/// <summary>The context of a gRPC call: what of it is HTTP.</summary>
internal abstract class HttpServerCallContext : ServerCallContext, IHttpCallContext, ICancellationReason, IDisposable
{
    private readonly RpcServerRuntime _runtime;
    private readonly DateTime _deadline;
    private readonly LazyCancellation _ending;
    private AuthContext? _authContext;
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
        _deadline = timeout is { } limit ? Add(runtime.Time.GetUtcNow().UtcDateTime, limit) : DateTime.MaxValue;
        _ending = new LazyCancellation(runtime.Time, _deadline, runtime.Drained);
    }

    public HttpContext Http { get; }

    public RpcMethod RpcMethod { get; }

    public Status CancellationStatus => _ending.DeadlineFired || _runtime.Time.GetUtcNow().UtcDateTime >= _deadline
        ? new Status(StatusCode.DeadlineExceeded, "Deadline exceeded")
        : _runtime.Drained.IsCancellationRequested
            ? new Status(StatusCode.Unavailable, "The server is shutting down")
            : new Status(StatusCode.Cancelled, "Call cancelled");

    public bool IsCancelled => _ending.IsCancelled || Http.RequestAborted.IsCancellationRequested;

    protected override string MethodCore => RpcMethod.FullName;

    protected override string HostCore => Http.Request.Host.Value ?? "";

    protected override string PeerCore => Http.Connection.RemoteIpAddress is { } address
        ? address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? $"ipv6:[{address}]:{Http.Connection.RemotePort}"
            : $"ipv4:{address}:{Http.Connection.RemotePort}"
        : "unknown";

    protected override DateTime DeadlineCore => _deadline;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= ReadHeaders();

    protected override CancellationToken CancellationTokenCore => _ending.TryGet(out var token) ? token : _ending.Start(Http.RequestAborted);

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override Status StatusCore { get; set; } = Status.DefaultSuccess;

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => _authContext ??= PeerIdentity.Of(Http);

    protected override IDictionary<object, object> UserStateCore => _userState ??= [];

    /// <summary>The trailers that the handler set, or null.</summary>
    protected Metadata? SetTrailers => _responseTrailers;

    public void Dispose()
    {
        DisposeCore();
        _ending.Dispose();
        GC.SuppressFinalize(this);
    }

    protected virtual void DisposeCore()
    {
    }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => CallPropagation.From(this, options);

    private static DateTime Add(DateTime now, TimeSpan limit) =>
        limit > DateTime.MaxValue - now ? DateTime.MaxValue : DateTime.SpecifyKind(now + limit, DateTimeKind.Utc);

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

    /// <summary>The same as its token says, without making the token.</summary>
    bool IsCancelled { get; }
}
