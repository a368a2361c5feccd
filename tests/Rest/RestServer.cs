using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Transcoding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Rest.Tests;

/// <summary>The library served by a real Kestrel on loopback.</summary>
internal sealed class RestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RestServer(WebApplication app, LibraryService library, RulesService rules, HttpClient client)
    {
        _app = app;
        Library = library;
        Rules = rules;
        Client = client;
    }

    public LibraryService Library { get; }

    public RulesService Rules { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<RestServer> StartAsync(
        TranscodingOptions? options = null, HttpProtocols protocols = HttpProtocols.Http1, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        builder.Services.Add(new(typeof(TimeProvider), time ?? TimeProvider.System));
        var app = builder.Build();
        var library = new LibraryService();
        var rules = new RulesService();
        app.MapTranscoding(new ServiceBinder().Add(library).Add(rules).Build(), options);
        await app.StartAsync();
        var client = new HttpClient
        {
            BaseAddress = new Uri(app.Urls.Single()),
            DefaultRequestVersion = protocols == HttpProtocols.Http2 ? new Version(2, 0) : new Version(1, 1),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = TimeSpan.FromSeconds(30),
        };
        return new RestServer(app, library, rules, client);
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
