using System.Diagnostics.Metrics;
using FactoryTwin.Services.TwinState.Live;
using FactoryTwin.Storage;

namespace FactoryTwin.Services.TwinState;

/// <summary>Meter "FactoryTwin.TwinState".</summary>
public sealed class TwinMetrics
{
    private readonly Counter<long> _samples;
    private readonly Counter<long> _conflated;
    private readonly Counter<long> _pruned;

    public TwinMetrics(IMeterFactory meters, LiveState live)
    {
        var meter = meters.Create("FactoryTwin.TwinState");
        _samples = meter.CreateCounter<long>("factorytwin.twin.samples", "{sample}", "Samples offered to the history, by outcome.");
        _conflated = meter.CreateCounter<long>("factorytwin.twin.conflated", "{value}", "Values replaced by newer ones before a slow watcher took them.");
        _pruned = meter.CreateCounter<long>("factorytwin.twin.samples.pruned", "{sample}", "Samples deleted because they were older than TwinState:Retention.");
        meter.CreateObservableGauge("factorytwin.twin.watchers", () => live.Watchers, "{stream}", "Watch streams open now.");
    }

    /// <summary>Counts what became of appended samples.</summary>
    public void Count(AppendOutcome[] outcomes)
    {
        Span<long> sums = stackalloc long[3];
        foreach (var outcome in outcomes) sums[(int)outcome]++;
        for (var i = 0; i < sums.Length; i++)
        {
            if (sums[i] > 0) _samples.Add(sums[i], new KeyValuePair<string, object?>("outcome", Name((AppendOutcome)i)));
        }
    }

    public void CountPruned(long samples) => _pruned.Add(samples);

    public void CountConflated(long values) => _conflated.Add(values);

    private static string Name(AppendOutcome outcome) => outcome switch
    {
        AppendOutcome.Added => "added",
        AppendOutcome.Duplicate => "duplicate",
        _ => "conflict",
    };
}
