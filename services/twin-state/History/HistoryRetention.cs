using FactoryTwin.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.TwinState.History;

/// <summary>Deletes samples past their retention, where one is set, a bounded piece at a time.</summary>
public sealed partial class HistoryRetention(
    IStore store, IOptions<TwinStateOptions> options, TwinMetrics metrics, TimeProvider time, ILogger<HistoryRetention> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private const int Piece = 10_000;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Retention is not { } retention) return;
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await PruneAsync(time.GetUtcNow() - retention, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }
        }
    }

    private async Task PruneAsync(DateTimeOffset olderThan, CancellationToken stoppingToken)
    {
        while (true)
        {
            var deleted = await store.PruneAsync(TwinStores.Samples, olderThan, Piece, stoppingToken);
            metrics.CountPruned(deleted);
            if (deleted < Piece) return;
            await Task.Delay(Pause, time, stoppingToken);
        }
    }

    [LoggerMessage(3201, LogLevel.Warning, "Samples past their retention could not be deleted; tried again later")]
    private partial void LogFailed(Exception e);
}
