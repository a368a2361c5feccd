using FactoryTwin.Hosting;
using FactoryTwin.Services.TwinState.Live;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.TwinState.Telemetry;

/// <summary>
/// Ready only while the canary reading keeps arriving: it went through ingestion's door, its store, the event log and this
/// service's store, the way that every reading goes.
/// </summary>
public sealed class TelemetryFlows(LiveState live, IOptions<TwinStateOptions> options, TimeProvider time) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Name => "telemetry-flows";

    /// <inheritdoc/>
    public ValueTask<Readiness> CheckAsync(CancellationToken cancellationToken)
    {
        var canary = live.Find(options.Value.CanaryPoint);
        if (canary is null) return new(new Readiness(false, $"no reading of '{options.Value.CanaryPoint}' has arrived yet"));
        var age = canary.Age(time.GetUtcNow());
        return new(new Readiness(age <= options.Value.CanaryLimit, $"the newest '{options.Value.CanaryPoint}' is {age.TotalSeconds:0.0} s old"));
    }
}
