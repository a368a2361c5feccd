using System.Net.Http.Headers;
using FactoryTwin.Gateway.Lifecycle;
using FactoryTwin.Gateway.Services;
using FactoryTwin.Testing;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Gateway.Tests;

/// <summary>The gateway and a service behind it, each with real listeners.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly ModuleHost _host;
    private readonly List<HttpClient> _clients = [];

    private GatewayHost(ModuleHost host, ThingsModule things)
    {
        _host = host;
        Things = things;
    }

    public ThingsModule Things { get; }

    public ModuleHost Host => _host;

    /// <summary>What the gateway knows.</summary>
    public ServiceDirectory Directory => _host.Services["gateway"].Services.GetRequiredService<ServiceDirectory>();

    /// <summary>The gateway's address for browsers and REST.</summary>
    public string Web => _host.Services["gateway"].Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Last();

    public static Task<GatewayHost> StartAsync(params (string Key, string Value)[] settings) => StartAsync(null, settings);

    /// <param name="change">Changes what the gateway registered.</param>
    /// <param name="settings">Configuration.</param>
    public static async Task<GatewayHost> StartAsync(Action<IServiceCollection>? change, params (string Key, string Value)[] settings)
    {
        var things = new ThingsModule();
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Gateway:Port"] = "0",
            ["Gateway:ExpectedServices:0"] = "things",
            ["Gateway:HealthInterval"] = "100ms",
        };
        foreach (var (key, value) in settings)
            all[key] = value;
        var host = await ModuleHost.StartAsync(new ModuleHostOptions
        {
            Settings = all,
            Override = (module, services) =>
            {
                if (module is GatewayModule)
                    change?.Invoke(services);
            },
        }, new GatewayModule(), things);
        var gateway = new GatewayHost(host, things);
        await gateway.AllRegisteredAsync();
        return gateway;
    }

    /// <summary>An HTTP/1.1 client for a development user; "" for nobody.</summary>
    public HttpClient Rest(string user = "admin")
    {
        var client = new HttpClient { BaseAddress = new Uri(Web), Timeout = TimeSpan.FromSeconds(60) };
        if (user.Length > 0)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _host.Token(user));
        _clients.Add(client);
        return client;
    }

    /// <summary>Stops and starts gateway and service on the same data; clients made before are of no use then.</summary>
    public async Task RestartAsync()
    {
        await _host.RestartAsync();
        await AllRegisteredAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await _host.DisposeAsync();
    }

    /// <summary>What is in the directory may not be stored yet; what has a state is.</summary>
    private Task AllRegisteredAsync()
    {
        var states = _host.Services["gateway"].Services.GetRequiredService<InterfaceStates>();
        // The gateway's own are written down one after the other.
        string[] expected = ["factorytwin.gateway.v1.Sessions", "factorytwin.events.v1.DeadLetters", "factorytwin.test.gateway.v1.Things"];
        return Eventually.IsTrueAsync(
            () => new[] { "gateway", "things" }.All(id => Directory.Find(id)?.Lapsed == false) && expected.All(name => states.Find(name) is not null),
            because: "both have registered");
    }
}
