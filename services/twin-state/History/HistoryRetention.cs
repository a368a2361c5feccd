using FactoryTwin.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.TwinState.History;

/// <summary>Deletes samples past their retention, where one is set, a bounded piece at a time.</summary>
public sealed class HistoryRetention(IStore store, IOptions<TwinStateOptions> options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);
    private const int Piece = 10_000;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Retention is not { } retention) return;
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await store.PruneAsync(TwinStores.Samples, time.GetUtcNow() - retention, Piece, stoppingToken);
    }
}
