using System.Net;
using FactoryTwin.Rpc.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Interop.Tests.Service;

/// <summary>Our server with the interop service, on a port that the system chose.</summary>
internal sealed class InteropHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private InteropHost(WebApplication app)
    {
        _app = app;
    }

    public int Port => new Uri(_app.Urls.Single()).Port;

    /// <param name="options">Changes the server's options.</param>
    /// <param name="service">Serves another object instead of <see cref="InteropService"/>.</param>
    /// <param name="kestrel">Changes the web server's settings.</param>
    /// <param name="listen">Changes the listener, for TLS.</param>
    public static async Task<InteropHost> StartAsync(
        Action<RpcServerOptions>? options = null, Action<IServiceCollection>? service = null, Action<KestrelServerOptions>? kestrel = null,
        Action<ListenOptions>? listen = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(settings =>
        {
            settings.UseRpcDefaults().Listen(IPAddress.Loopback, 0, listener =>
            {
                listener.Protocols = HttpProtocols.Http2;
                listen?.Invoke(listener);
            });
            kestrel?.Invoke(settings);
        });
        builder.Services.AddRpcServer(options);
        if (service is null) builder.Services.AddRpcService<InteropService>();
        else service(builder.Services);
        var app = builder.Build();
        app.UseMessageFlags();
        app.MapRpc();
        await app.StartAsync();
        return new InteropHost(app);
    }

    /// <summary>Stops as a host does: no new connections, GOAWAY on the open ones, running calls to their end.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
