using FactoryTwin.Hosting;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.VirtualPlant.Simulation;

/// <summary>Ready while the simulation ticks and its ticks are stored.</summary>
public sealed class SimulationTicks(SimulationRunner runner, IOptions<VirtualPlantOptions> options) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Name => "simulation-ticks";

    /// <inheritdoc/>
    public ValueTask<Readiness> CheckAsync(CancellationToken cancellationToken)
    {
        var limit = TimeSpan.FromSeconds(5) + 2 * options.Value.Interval;
        return new(runner.TickAge is { } age
            ? new Readiness(age <= limit, $"the last tick was {age.TotalSeconds:0.0} s ago")
            : new Readiness(false, "the first tick has not been stored yet"));
    }
}
