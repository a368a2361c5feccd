using System.Net;
using FactoryTwin.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FactoryTwin.Benchmarks.Servers;

/// <summary>The benchmark's service as the product hosts its services: identity, roles, deadlines, metrics, audit.</summary>
internal sealed class HostedServer(int grpcPort, int restPort) : ServiceModule
{
    public override string Name => "bench";

    public override string Description => "Echoes readings as fast as it can.";

    public override string Owner => "Platform team";

    public override void Build(IServiceModuleBuilder builder) => builder.Serves<BenchService>();

    public override bool ConfigureListeners(KestrelServerOptions kestrel)
    {
        kestrel.Listen(IPAddress.Loopback, grpcPort, listen => listen.Protocols = HttpProtocols.Http2);
        // A peer that proxies REST speaks HTTP/1.1 to what is behind it.
        kestrel.Listen(IPAddress.Loopback, restPort, listen => listen.Protocols = HttpProtocols.Http1);
        return true;
    }
}
