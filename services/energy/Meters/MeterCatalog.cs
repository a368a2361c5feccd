using System.Collections.Concurrent;
using FactoryTwin.Energy.V1;
using Microsoft.Extensions.Hosting;

namespace FactoryTwin.Services.Energy.Meters;

/// <summary>Which meters read which point, in memory for the event handler. Filled before anything is served, then after each commit.</summary>
public sealed class MeterCatalog(MeterStore store) : IHostedLifecycleService
{
    private readonly ConcurrentDictionary<string, string> _points = new(StringComparer.Ordinal);

    /// <summary>Names of the meters that read a point, by its id.</summary>
    public IEnumerable<string> ReadersOf(string point) => _points.Where(p => p.Value == point).Select(p => p.Key);

    /// <summary>Whether any meter reads a point.</summary>
    public bool IsEmpty => _points.IsEmpty;

    /// <summary>Takes a stored meter.</summary>
    public void Take(Meter meter)
    {
        if (meter.Point.Length > 0) _points[meter.Name] = meter.Point["points/".Length..];
        else _points.TryRemove(meter.Name, out _);
    }

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var meter in await store.Resources.AllAsync(cancellationToken)) Take(meter);
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
}
