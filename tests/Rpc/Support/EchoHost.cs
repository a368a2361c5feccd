using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Tests.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Rpc.Tests.Support;

/// <summary>Our server with the test service, over real sockets on a port that the system chose.</summary>
internal sealed class EchoHost : IAsyncDisposable
{
    private EchoHost(WebApplication app, EchoService service)
    {
        App = app;
        Service = service;
        Address = app.Urls.Single();
    }

    public WebApplication App { get; }

    public EchoService Service { get; }

    /// <summary>"http://127.0.0.1:port", or with https.</summary>
    public string Address { get; }

    public int Port => new Uri(Address).Port;

    public static async Task<EchoHost> StartAsync(
        Action<RpcServerOptions>? options = null, Action<IServiceCollection>? services = null, int port = 0,
        HttpProtocols protocols = HttpProtocols.Http2, Action<WebApplication>? map = null,
        Action<ListenOptions>? listener = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.UseRpcDefaults().Listen(System.Net.IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = protocols;
            listener?.Invoke(listen);
        }));
        var service = new EchoService();
        builder.Services.AddSingleton(service);
        builder.Services.AddRpcServer(options).AddRpcService<EchoService>();
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapRpc();
        map?.Invoke(app);
        await app.StartAsync();
        return new EchoHost(app, service);
    }

    public (GrpcChannel Channel, Echo.EchoClient Client) Connect(GrpcChannelOptions? options = null)
    {
        var channel = GrpcChannel.ForAddress(Address, options ?? new GrpcChannelOptions());
        return (channel, new Echo.EchoClient(channel));
    }

    /// <summary>Cuts what still runs: a host that is disposed without a stop answers for a moment with a container that is gone, by HTTP 500.</summary>
    public async ValueTask DisposeAsync()
    {
        await App.StopAsync(new CancellationToken(canceled: true));
        await App.DisposeAsync();
    }
}
