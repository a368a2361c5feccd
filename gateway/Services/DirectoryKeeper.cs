using FactoryTwin.Gateway.Lifecycle;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Gateway.Services;

/// <summary>
/// Reads the directory before the gateway listens, then keeps it: takes over what other replicas of the gateway changed, lets leases
/// lapse and forgets who is gone.
/// </summary>
internal sealed partial class DirectoryKeeper(
    ServiceDirectory directory, DirectoryStore instances, InterfaceStore interfaces, GatewayOptions options, TimeProvider time,
    ILogger<DirectoryKeeper> logger) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await interfaces.RefreshAsync(cancellationToken);
        await instances.RefreshAsync(directory, cancellationToken);
        directory.Sweep();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.HealthInterval, time, stoppingToken);
            try
            {
                await KeepAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // The routes stand as they are; the next round tries again.
                NotKept(logger, fault);
            }
        }
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        await interfaces.RefreshAsync(cancellationToken);
        await instances.RefreshAsync(directory, cancellationToken);
        var gone = directory.Sweep();
        foreach (var instance in gone)
            await instances.RemoveAsync(instance.Service, instance.Address, cancellationToken);
        if (gone.Count > 0)
            await instances.PruneAsync(cancellationToken);
    }

    [LoggerMessage(2022, LogLevel.Warning, "The directory could not be compared with its store")]
    private static partial void NotKept(ILogger logger, Exception fault);
}
