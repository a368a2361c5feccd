using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;

namespace FactoryTwin.Rpc.Client;

/// <summary>
/// A way to one server by HTTP/2: without TLS on <c>http://</c> (prior knowledge), with it on <c>https://</c>. Connections open with the
/// first call, are shared by all calls, and open again after a failure. Thread-safe; keep one per server.
/// </summary>
public sealed class RpcChannel : ChannelBase, IDisposable
{
    private readonly CancellationTokenSource _shutdown = new();
    private readonly ConcurrentDictionary<string, Uri> _uris = new(StringComparer.Ordinal);
    private readonly HttpMessageInvoker _http;
    private readonly RpcCallInvoker _invoker;
    private int _disposed;

    private RpcChannel(Uri address, RpcChannelOptions options)
        : base(address.ToString())
    {
        Address = address;
        Options = options;
        _http = new HttpMessageInvoker(options.HttpHandler ?? CreateHandler(options), disposeHandler: options.HttpHandler is null);
        _invoker = new RpcCallInvoker(this);
    }

    internal Uri Address { get; }

    internal RpcChannelOptions Options { get; }

    /// <summary>Cancelled when the channel is closed.</summary>
    internal CancellationToken Shutdown => _shutdown.Token;

    /// <param name="address">For example "http://127.0.0.1:8081".</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">The address is no absolute http or https URI.</exception>
    public static RpcChannel ForAddress(string address, RpcChannelOptions? options = null) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? new RpcChannel(uri, options ?? new RpcChannelOptions())
            : throw new ArgumentException($"'{address}' is no address: give http://host:port.", nameof(address));

    public override CallInvoker CreateCallInvoker() => _invoker;

    /// <summary>Ends the running calls with CANCELLED and closes the connections.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _shutdown.Cancel();
        _http.Dispose();
    }

    internal Uri UriOf(IMethod method) => _uris.GetOrAdd(method.FullName, static (path, address) => new Uri(address, address.AbsolutePath.TrimEnd('/') + path), Address);

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return _http.SendAsync(request, cancellationToken);
    }

    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }

    private static SocketsHttpHandler CreateHandler(RpcChannelOptions options) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        EnableMultipleHttp2Connections = true,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        ConnectTimeout = options.ConnectTimeout,
        KeepAlivePingDelay = options.KeepAlivePingDelay,
        KeepAlivePingTimeout = options.KeepAlivePingTimeout,
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
    };
}
