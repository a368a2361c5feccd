using FactoryTwin.Gateway.Services;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace FactoryTwin.Gateway.Routing;

/// <summary>Hands every change of the directory to the proxy.</summary>
internal sealed partial class RouteUpdater(
    ServiceDirectory directory, OpenInterfaces open, InMemoryConfigProvider proxy, TranscodedRoutes transcoded, GatewayOptions options, ILogger<RouteUpdater> logger) : IHostedService
{
    private readonly Lock _gate = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        directory.RoutesChanged += UpdateRoutes;
        directory.HealthChanged += UpdateHealth;
        UpdateRoutes();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        directory.RoutesChanged -= UpdateRoutes;
        directory.HealthChanged -= UpdateHealth;
        return Task.CompletedTask;
    }

    private void UpdateRoutes() => Update(told: true);

    private void UpdateHealth() => Update(told: false);

    private void Update(bool told)
    {
        lock (_gate)
        {
            var interfaces = open.List();
            var table = RouteTable.Of(interfaces, options);
            proxy.Update(table.Routes, table.Clusters);
            if (!told)
                return;
            transcoded.Update(table.Transcoded);
            Updated(logger, table.Routes.Count + table.Transcoded.Count, string.Join(", ", interfaces.Where(each => !each.Entry.Lapsed).Select(each => each.Entry.Id).Distinct()));
        }
    }

    [LoggerMessage(2001, LogLevel.Information, "{Routes} routes lead to {Services}")]
    private static partial void Updated(ILogger logger, int routes, string services);
}
