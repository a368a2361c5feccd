using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>The call context of a REST call.</summary>
internal sealed class RestCallContext : ServerCallContext, IHttpCallContext, ICancellationReason
{
    /// <summary>What of the HTTP headers a handler may see, as gRPC metadata.</summary>
    private static readonly string[] Passed =
        ["authorization", "traceparent", "tracestate", "baggage", "user-agent", "accept-language", "idempotency-key", "last-event-id"];

    private static readonly string IdKey = RequestIds.Header.ToLowerInvariant();

    /// <summary>Headers that say how the body is sent: metadata of such a name is not meant so.</summary>
    private static readonly HashSet<string> Ours =
        new(StringComparer.Ordinal) { "content-length", "content-type", "content-encoding", "transfer-encoding", "connection", "trailer", "upgrade" };

    private readonly HttpContext _http;
    private readonly TimeProvider _time;
    private readonly LazyCancellation _ending;
    private Metadata? _headers;
    private Metadata? _trailers;
    private Dictionary<object, object>? _state;

    /// <param name="http">The request.</param>
    /// <param name="method">The gRPC path of the method that it calls.</param>
    /// <param name="time">Tells whether the deadline is past.</param>
    /// <param name="deadline">UTC; <see cref="DateTime.MaxValue"/> for none.</param>
    /// <param name="ending">What ends the call, the caller's leaving aside.</param>
    public RestCallContext(HttpContext http, string method, TimeProvider time, DateTime deadline, LazyCancellation ending)
    {
        _http = http;
        _time = time;
        _ending = ending;
        MethodCore = method;
        DeadlineCore = deadline;
    }

    public HttpContext Http => _http;

    public Status CancellationStatus => _ending.DeadlineFired || _time.GetUtcNow().UtcDateTime >= DeadlineCore
        ? new Status(StatusCode.DeadlineExceeded, "Deadline exceeded")
        : Status.DefaultCancelled;

    public bool IsCancelled => _ending.IsCancelled || _http.RequestAborted.IsCancellationRequested;

    protected override string MethodCore { get; }

    protected override string HostCore => _http.Request.Host.Value ?? "";

    protected override string PeerCore => _http.Connection is { RemoteIpAddress: { } address, RemotePort: var port }
        ? (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"ipv6:[{address}]:{port}" : $"ipv4:{address}:{port}")
        : "unknown";

    protected override DateTime DeadlineCore { get; }

    protected override Metadata RequestHeadersCore => _headers ??= ReadHeaders();

    protected override CancellationToken CancellationTokenCore => _ending.TryGet(out var token) ? token : _ending.Start(_http.RequestAborted);

    protected override Metadata ResponseTrailersCore => _trailers ??= [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => PeerIdentity.Of(_http);

    protected override IDictionary<object, object> UserStateCore => _state ??= [];

    /// <summary>Sends the text headers that HTTP allows; they go out with the first byte of the body.</summary>
    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        foreach (var header in responseHeaders.Where(header => !header.IsBinary && !_http.Response.HasStarted))
        {
            if (header.Key.StartsWith(Download.Prefix, StringComparison.Ordinal))
                _http.Response.Headers[header.Key[Download.Prefix.Length..]] = header.Value;
            else if (!Ours.Contains(header.Key))
                _http.Response.Headers[header.Key] = header.Value;
        }
        return Task.CompletedTask;
    }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => CallPropagation.From(this, options);

    private Metadata ReadHeaders()
    {
        var metadata = new Metadata();
        foreach (var name in Passed)
        {
            if (_http.Request.Headers[name].ToString() is { Length: > 0 } value)
                MetadataCodec.Add(metadata, name, value);
        }
        metadata.Add(IdKey, RequestIds.Of(_http));
        return metadata;
    }
}
