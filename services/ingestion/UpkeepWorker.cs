using FactoryTwin.Hosting;
using FactoryTwin.Services.Ingestion.Registry;
using FactoryTwin.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Services.Ingestion;

/// <summary>Deletes what is older than the retention asks for, a little at a time.</summary>
internal sealed partial class UpkeepWorker(IStore store, IngestionOptions options, TimeProvider time, ILogger<UpkeepWorker> logger) : BackgroundService
{
    private const int Step = 1_000;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var now = time.GetUtcNow();
                await RepeatAsync(() => store.PruneAsync(IngestionStore.RawBatches, now - options.RawRetention, Step, stoppingToken), stoppingToken);
                if (options.ReadingRetention is { } retention)
                    await RepeatAsync(() => store.PruneAsync(IngestionStore.Readings, now - retention, Step, stoppingToken), stoppingToken);
                await RepeatAsync(() => PruneRejectedAsync(now - options.RejectedRetention, stoppingToken), stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }
        }
    }

    private async Task RepeatAsync(Func<ValueTask<int>> prune, CancellationToken stoppingToken)
    {
        while (await prune() >= Step) await Task.Delay(Pause, time, stoppingToken);
    }

    private async ValueTask<int> PruneRejectedAsync(DateTimeOffset before, CancellationToken stoppingToken)
    {
        var old = await store.ListPageAsync(IngestionStore.RejectedRows, new(Step, Filter: $"receive_time < \"{before.UtcDateTime:O}\""), stoppingToken);
        return await store.WriteAsync(transaction => old.Documents.Count(d => transaction.Delete(IngestionStore.RejectedRows, d.Name)), stoppingToken);
    }

    [LoggerMessage(2102, LogLevel.Warning, "Old data could not be deleted; tried again later")]
    private partial void LogFailed(Exception e);
}
