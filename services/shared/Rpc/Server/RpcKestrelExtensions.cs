using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FactoryTwin.Rpc.Server;

/// <summary>Settings of the web server that gRPC needs.</summary>
public static class RpcKestrelExtensions
{
    private const int HeaderBytes = 64 * 1024;
    private const int Streams = 1000;
    private const int StreamWindow = 128 * 1024;

    /// <summary>
    /// Pings quiet connections, so that a dead peer's calls end; lets many streams share one connection. Takes headers up to twice
    /// the limit of a call's metadata, which fails the call alone; Kestrel answers 431 up to twice as much again. What is above that, or
    /// a single header above its limit, ends the connection with every call on it, so that the latter is as large as all may be.
    /// Whoever shares a connection must not hold up the others on it: the connection's window is that of all its streams together, so that
    /// requests that are not read take no room from the rest; how slowly a caller may send or read is limited call by call
    /// (<see cref="RpcServerOptions.SlowReaderLimit"/>, deadlines), and for a connection as a whole generously.
    /// </summary>
    public static KestrelServerOptions UseRpcDefaults(this KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        kestrel.Limits.Http2.MaxStreamsPerConnection = Streams;
        kestrel.Limits.Http2.InitialStreamWindowSize = StreamWindow;
        kestrel.Limits.Http2.InitialConnectionWindowSize = Streams * StreamWindow;
        kestrel.Limits.MinResponseDataRate = new MinDataRate(240, TimeSpan.FromMinutes(5));
        kestrel.Limits.MaxRequestHeadersTotalSize = HeaderBytes;
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = 2 * HeaderBytes;
        return kestrel;
    }
}
