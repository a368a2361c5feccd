using System.Diagnostics.Metrics;

namespace FactoryTwin.Services.VirtualPlant;

/// <summary>Meter "FactoryTwin.VirtualPlant".</summary>
public sealed class VirtualPlantMetrics
{
    private readonly Counter<long> readings;
    private readonly Counter<long> failures;
    private readonly Counter<long> batches;
    private readonly Histogram<double> tick;
    private readonly Meter meter;

    public VirtualPlantMetrics(IMeterFactory meters)
    {
        meter = meters.Create("FactoryTwin.VirtualPlant");
        readings = meter.CreateCounter<long>("factorytwin.virtualplant.readings", "{reading}", "Readings by what became of them: acknowledged, rejected, dropped, refused.");
        failures = meter.CreateCounter<long>("factorytwin.virtualplant.push_failures", "{attempt}", "Pushes to ingestion that failed and are tried again.");
        batches = meter.CreateCounter<long>("factorytwin.virtualplant.furnace_batches", "{batch}", "Furnace batches started as planned.");
        tick = meter.CreateHistogram<double>("factorytwin.virtualplant.tick.duration", "s", "Time to simulate, read and store one interval.");
    }

    /// <summary>Watches what the runner and the buffer hold.</summary>
    public void Observe(Func<long> waiting, Func<double> massImbalance, Func<double> energyImbalance)
    {
        meter.CreateObservableGauge("factorytwin.virtualplant.readings_waiting", waiting, "{reading}", "Readings that ingestion has not answered yet.");
        meter.CreateObservableGauge("factorytwin.virtualplant.mass_imbalance", massImbalance, "%", "Mass that the books do not explain, of what came in.");
        meter.CreateObservableGauge("factorytwin.virtualplant.energy_imbalance", energyImbalance, "%", "Energy that the books do not explain, of what came in.");
    }

    public void CountReadings(string outcome, long count)
    {
        if (count > 0) readings.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
    }

    public void CountFailure(string status) => failures.Add(1, new KeyValuePair<string, object?>("status", status));

    public void CountBatch(int parts) => batches.Add(1, new KeyValuePair<string, object?>("parts", parts));

    public void RecordTick(TimeSpan duration) => tick.Record(duration.TotalSeconds);
}
