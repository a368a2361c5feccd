using System.Diagnostics.Metrics;

namespace FactoryTwin.Services.Energy;

/// <summary>Meter "FactoryTwin.Energy".</summary>
public sealed class EnergyMetrics
{
    private readonly Counter<long> _steps;

    /// <summary>Declares the instruments.</summary>
    public EnergyMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("FactoryTwin.Energy");
        _steps = meter.CreateCounter<long>("factorytwin.energy.price_steps", "{step}", "Price steps written, by outcome.");
    }

    /// <summary>Counts a write.</summary>
    public void Count(int changed, int unchanged)
    {
        _steps.Add(changed, new KeyValuePair<string, object?>("outcome", "changed"));
        _steps.Add(unchanged, new KeyValuePair<string, object?>("outcome", "unchanged"));
    }
}
