using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;

namespace FactoryTwin.Rpc.Client;

/// <summary>Opens connections as a channel's options say, and makes the HTTP clients that use them.</summary>
internal sealed class Transport
{
    private readonly SocketsHttpHandler? _template;
    private readonly SslClientAuthenticationOptions? _tls;
    private readonly Func<DnsEndPoint, CancellationToken, ValueTask<Stream>> _dial;

    public Transport(ChannelTarget target, GrpcChannelOptions options)
    {
        Target = target;
        _template = options.HttpHandler as SocketsHttpHandler;
        _dial = options.Dial ?? DialAsync;
        if (target.IsSecure) _tls = ClientTls.Options(_template?.SslOptions, options.Credentials?.Ssl);
    }

    public ChannelTarget Target { get; }

    /// <summary>True for a handler whose connections are not ours to make: it gets the calls as they are, without balancing.</summary>
    public static bool IsForeign(HttpMessageHandler? handler) =>
        handler is not null and not SocketsHttpHandler { ConnectCallback: null, Proxy: null };

    /// <summary>An open connection to an address, with TLS done where the channel has it.</summary>
    public async ValueTask<(Stream Connection, WatchedStream Watched)> OpenAsync(DnsEndPoint address, CancellationToken cancellationToken)
    {
        var watched = new WatchedStream(await _dial(address, cancellationToken));
        if (_tls is null) return (watched, watched);
        var secure = new SslStream(watched);
        try
        {
            await secure.AuthenticateAsClientAsync(ClientTls.For(_tls, HostOf(address)), cancellationToken);
            if (secure.NegotiatedApplicationProtocol != SslApplicationProtocol.Http2)
                throw new IOException("The server does not speak HTTP/2 over TLS (ALPN).");
            return (secure, watched);
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    /// <summary>An HTTP client whose connections come from <paramref name="connect"/>.</summary>
    public HttpMessageInvoker CreateHttp(Func<CancellationToken, ValueTask<Stream>> connect)
    {
        var handler = _template is null ? new SocketsHttpHandler { EnableMultipleHttp2Connections = true } : Copy(_template);
        handler.UseProxy = false;
        handler.UseCookies = false;
        handler.AllowAutoRedirect = false;
        handler.AutomaticDecompression = DecompressionMethods.None;
        handler.PooledConnectionIdleTimeout = _template?.PooledConnectionIdleTimeout ?? Timeout.InfiniteTimeSpan;
        handler.ConnectCallback = (_, cancellationToken) => connect(cancellationToken);
        return new HttpMessageInvoker(handler, disposeHandler: true);
    }

    private static SocketsHttpHandler Copy(SocketsHttpHandler from) => new()
    {
        ActivityHeadersPropagator = from.ActivityHeadersPropagator,
        ConnectTimeout = from.ConnectTimeout,
        EnableMultipleHttp2Connections = from.EnableMultipleHttp2Connections,
        InitialHttp2StreamWindowSize = from.InitialHttp2StreamWindowSize,
        KeepAlivePingDelay = from.KeepAlivePingDelay,
        KeepAlivePingPolicy = from.KeepAlivePingPolicy,
        KeepAlivePingTimeout = from.KeepAlivePingTimeout,
        MaxResponseHeadersLength = from.MaxResponseHeadersLength,
        MeterFactory = from.MeterFactory,
        PooledConnectionLifetime = from.PooledConnectionLifetime,
        RequestHeaderEncodingSelector = from.RequestHeaderEncodingSelector,
        ResponseDrainTimeout = from.ResponseDrainTimeout,
        ResponseHeaderEncodingSelector = from.ResponseHeaderEncodingSelector,
    };

    private static async ValueTask<Stream> DialAsync(DnsEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private string HostOf(DnsEndPoint address) => Target.Authority is { } authority && ChannelTarget.TrySplit(authority, out var host, out _) ? host : address.Host;
}
