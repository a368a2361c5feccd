using FactoryTwin.Services.TwinState.Live.Domain;
using FactoryTwin.Services.TwinState.Model;
using FactoryTwin.Storage;
using Microsoft.Extensions.Hosting;

namespace FactoryTwin.Services.TwinState.Live;

/// <summary>Fills the live table from the history before anything is served, so that a restart shows the last values at once.</summary>
public sealed class LiveLoader(IStore store, ModelCatalog catalog, LiveState live) : IHostedLifecycleService
{
    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await catalog.LoadAsync(store, cancellationToken);
        var last = await store.ReadLastSamplesAsync(TwinStores.Samples, cancellationToken);
        live.Apply([.. last.Select(s => Restored(s.Key, s.Value))]);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private LiveReading Restored(string point, Sample sample) =>
        new(point, sample.Value, catalog.FindPoint(point)?.Unit ?? "", sample.Quality, sample.Time, StoreTime: null);
}
