using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FactoryTwin.Rpc.Server;

/// <summary>Settings of the web server that gRPC needs.</summary>
public static class RpcKestrelExtensions
{
    /// <summary>Pings quiet connections, so that a dead peer's calls end; lets many streams share one connection.</summary>
    public static KestrelServerOptions UseRpcDefaults(this KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
        return kestrel;
    }
}
