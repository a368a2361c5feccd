using FactoryTwin.Gateway.Services;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace FactoryTwin.Gateway.Routing;

/// <summary>Hands every change of the directory to the proxy.</summary>
internal sealed partial class RouteUpdater(
    ServiceDirectory directory, InMemoryConfigProvider proxy, GatewayOptions options, ILogger<RouteUpdater> logger) : IHostedService
{
    private readonly Lock _gate = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        directory.RoutesChanged += Update;
        Update();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        directory.RoutesChanged -= Update;
        return Task.CompletedTask;
    }

    private void Update()
    {
        lock (_gate)
        {
            var entries = directory.List();
            var routes = RouteTable.Routes(entries, options);
            proxy.Update(routes, RouteTable.Clusters(entries));
            Updated(logger, routes.Count, string.Join(", ", entries.Where(entry => !entry.Lapsed).Select(entry => entry.Id)));
        }
    }

    [LoggerMessage(2001, LogLevel.Information, "{Routes} routes lead to {Services}")]
    private static partial void Updated(ILogger logger, int routes, string services);
}
