using System.Globalization;
using FactoryTwin.Hosting;

namespace FactoryTwin.Benchmarks.Servers;

/// <summary>This program as one of the servers: serve KIND HTTP2_PORT HTTP1_PORT [--key=value ...].</summary>
internal static class Serve
{
    public static Task RunAsync(string[] args)
    {
        var http2 = int.Parse(args[1], CultureInfo.InvariantCulture);
        var http1 = int.Parse(args[2], CultureInfo.InvariantCulture);
        return args[0] switch
        {
            "bare" => BareServer.RunAsync(http2, http1),
            "minimal" => MinimalServer.RunAsync(http2, http1),
            "hosted" => ServiceHost.RunAsync(new HostedServer(http2, http1), args[3..]),
            _ => throw new ArgumentException($"There is no server '{args[0]}'.", nameof(args)),
        };
    }
}
