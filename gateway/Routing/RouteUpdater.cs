using System.Globalization;
using FactoryTwin.Gateway.Services;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace FactoryTwin.Gateway.Routing;

/// <summary>Hands every change of the directory to the proxy, and knows when the proxy has taken it over.</summary>
internal sealed partial class RouteUpdater(
    ServiceDirectory directory, OpenInterfaces open, InMemoryConfigProvider proxy, TranscodedRoutes transcoded, GatewayOptions options, ILogger<RouteUpdater> logger) : IHostedService, IConfigChangeListener
{
    /// <summary>The proxy needs milliseconds; a caller waits no longer than this for what it does by itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Lock _waiting = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _handed;
    private long _applied;

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

    /// <summary>Returns when calls go by what the directory says now.</summary>
    public async Task AppliedAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var wanted = Interlocked.Read(ref _handed);
        while (true)
        {
            Task next;
            lock (_waiting)
            {
                if (_applied >= wanted)
                    return;
                next = _next.Task;
            }
            try
            {
                await next.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    void IConfigChangeListener.ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception)
    {
    }

    void IConfigChangeListener.ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
    }

    void IConfigChangeListener.ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception) => NotApplied(logger, exception);

    void IConfigChangeListener.ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        TaskCompletionSource done;
        lock (_waiting)
        {
            _applied = proxyConfigs.Max(each => long.TryParse(each.RevisionId, CultureInfo.InvariantCulture, out var revision) ? revision : 0);
            (done, _next) = (_next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        done.SetResult();
    }

    private void UpdateRoutes() => Update(told: true);

    private void UpdateHealth() => Update(told: false);

    private void Update(bool told)
    {
        lock (_gate)
        {
            var interfaces = open.List();
            var table = RouteTable.Of(interfaces, options);
            var revision = _handed + 1;
            // The REST that the gateway makes itself takes effect at once, before the caller can be told of the rest.
            if (told)
                transcoded.Update(table.Transcoded);
            Interlocked.Exchange(ref _handed, revision);
            proxy.Update(table.Routes, table.Clusters, revision.ToString(CultureInfo.InvariantCulture));
            if (told)
                Updated(logger, table.Routes.Count + table.Transcoded.Count, string.Join(", ", interfaces.Where(each => !each.Entry.Lapsed).Select(each => each.Entry.Id).Distinct()));
        }
    }

    [LoggerMessage(2002, LogLevel.Error, "The proxy did not take the routes of the directory")]
    private static partial void NotApplied(ILogger logger, Exception exception);

    [LoggerMessage(2001, LogLevel.Information, "{Routes} routes lead to {Services}")]
    private static partial void Updated(ILogger logger, int routes, string services);
}
