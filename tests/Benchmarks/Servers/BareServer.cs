using System.Net;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Transcoding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Benchmarks.Servers;

/// <summary>Our runtime alone, gRPC and REST, as the official servers stand: no identity, no metrics.</summary>
internal static class BareServer
{
    public static async Task RunAsync(int grpcPort, int restPort)
    {
        var builder = WebApplication.CreateSlimBuilder();
        Configure(builder, grpcPort, restPort);
        builder.Services.AddRpcServer().AddRpcService<BenchService>();
        await using var app = builder.Build();
        app.MapRpc();
        app.MapTranscoding(app.Services.GetRequiredService<RpcMethodTable>());
        await app.RunAsync();
    }

    /// <summary>The same web server for every C# contender.</summary>
    public static void Configure(WebApplicationBuilder builder, int http2Port, int http1Port)
    {
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.UseRpcDefaults();
            kestrel.Listen(IPAddress.Loopback, http1Port, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, http2Port, listen => listen.Protocols = HttpProtocols.Http2);
        });
    }
}
