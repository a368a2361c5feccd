using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>The call context of a REST call.</summary>
internal sealed class RestCallContext : ServerCallContext, IHttpCallContext
{
    /// <summary>What of the HTTP headers a handler may see, as gRPC metadata.</summary>
    private static readonly string[] Passed =
        ["authorization", "traceparent", "tracestate", "baggage", "user-agent", "accept-language", "idempotency-key", "last-event-id"];

    private readonly HttpContext _http;
    private readonly Dictionary<object, object> _state = [];

    public RestCallContext(HttpContext http, string method, DateTime deadline, CancellationToken cancellationToken)
    {
        _http = http;
        MethodCore = method;
        DeadlineCore = deadline;
        CancellationTokenCore = cancellationToken;
        RequestHeadersCore = [];
        foreach (var name in Passed)
        {
            if (http.Request.Headers[name].ToString() is { Length: > 0 } value)
                MetadataCodec.Add(RequestHeadersCore, name, value);
        }
        RequestHeadersCore.Add(RequestIds.Header.ToLowerInvariant(), RequestIds.Of(http));
    }

    public HttpContext Http => _http;

    protected override string MethodCore { get; }

    protected override string HostCore => _http.Request.Host.Value ?? "";

    protected override string PeerCore => _http.Connection is { RemoteIpAddress: { } address, RemotePort: var port }
        ? (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"ipv6:[{address}]:{port}" : $"ipv4:{address}:{port}")
        : "unknown";

    protected override DateTime DeadlineCore { get; }

    protected override Metadata RequestHeadersCore { get; }

    protected override CancellationToken CancellationTokenCore { get; }

    protected override Metadata ResponseTrailersCore { get; } = [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore { get; } = new(null, []);

    protected override IDictionary<object, object> UserStateCore => _state;

    /// <summary>Sends the text headers that HTTP allows; they go out with the first byte of the body.</summary>
    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        foreach (var header in responseHeaders.Where(header => !header.IsBinary && !_http.Response.HasStarted))
            _http.Response.Headers[header.Key] = header.Value;
        return Task.CompletedTask;
    }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => CallPropagation.From(this, options);
}
