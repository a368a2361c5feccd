using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.VirtualPlant.Simulation;

/// <summary>The clock of the simulation: loads it before anything is served, then ticks once an interval.</summary>
public sealed partial class SimulationWorker(
    SimulationRunner runner, IOptions<VirtualPlantOptions> options, TimeProvider time, ILogger<SimulationWorker> logger) : BackgroundService, IHostedLifecycleService
{
    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => runner.LoadAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, time);
        try
        {
            do await TickAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops; the last tick is stored.
        }
    }

    // A store that cannot write now may do so a second later; readiness shows it meanwhile.
    private async Task TickAsync(CancellationToken stoppingToken)
    {
        try
        {
            await runner.TickAsync(stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested && e is not OutOfMemoryException)
        {
            LogTickFailed(e);
        }
    }

    [LoggerMessage(7011, LogLevel.Error, "An interval of the simulation could not be stored")]
    private partial void LogTickFailed(Exception exception);
}
