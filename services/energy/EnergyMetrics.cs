using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using FactoryTwin.Services.Energy.Watches.Domain;

namespace FactoryTwin.Services.Energy;

/// <summary>Meter "FactoryTwin.Energy".</summary>
public sealed class EnergyMetrics
{
    private readonly Counter<long> _steps;
    private readonly Counter<long> _files;
    private readonly Counter<long> _balances;
    private readonly Counter<long> _enpis;
    private readonly Counter<long> _forecasts;
    private readonly ConcurrentDictionary<string, bool> _imbalances = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _deviations = new(StringComparer.Ordinal);

    /// <summary>Declares the instruments.</summary>
    public EnergyMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("FactoryTwin.Energy");
        _steps = meter.CreateCounter<long>("factorytwin.energy.price_steps", "{step}", "Price steps written, by outcome.");
        _files = meter.CreateCounter<long>("factorytwin.energy.price_files", "{file}", "Files of the watched folder, by outcome.");
        _balances = meter.CreateCounter<long>("factorytwin.energy.balances", "{period}", "Periods of balances that were looked at, by verdict.");
        meter.CreateObservableGauge("factorytwin.energy.imbalances", () => _imbalances.Count(i => i.Value), "{imbalance}", "Balances that are out of balance, of those looked at since the start.");
        _enpis = meter.CreateCounter<long>("factorytwin.energy.enpi_periods", "{period}", "Periods of indicators that were looked at, by verdict.");
        _forecasts = meter.CreateCounter<long>("factorytwin.energy.forecasts", "{forecast}", "Forecasts of jobs that were due, by outcome.");
        meter.CreateObservableGauge("factorytwin.energy.enpi_deviations", () => _deviations.Count(d => d.Value), "{deviation}", "Indicators that deviate, of those looked at since the start.");
    }

    /// <summary>Counts a file of the watched folder.</summary>
    public void CountFile(bool taken) => _files.Add(1, new KeyValuePair<string, object?>("outcome", taken ? "taken" : "refused"));

    /// <summary>Counts a period of a balance.</summary>
    public void CountBalance(Verdict verdict) => _balances.Add(1, new KeyValuePair<string, object?>("verdict", verdict.ToString()));

    /// <summary>Says whether a watched balance is out of balance.</summary>
    public void Imbalances(string watch, bool open) => _imbalances[watch] = open;

    /// <summary>Counts a period of an indicator.</summary>
    public void CountEnpi(Verdict verdict) => _enpis.Add(1, new KeyValuePair<string, object?>("verdict", verdict == Verdict.Imbalanced ? "Deviated" : verdict == Verdict.Balanced ? "AsExpected" : verdict.ToString()));

    /// <summary>Says whether a watched indicator deviates.</summary>
    public void Deviations(string baseline, bool open) => _deviations[baseline] = open;

    /// <summary>Counts a forecast that was due.</summary>
    public void CountForecast(bool published) => _forecasts.Add(1, new KeyValuePair<string, object?>("outcome", published ? "published" : "withheld"));

    /// <summary>Counts a write.</summary>
    public void Count(int changed, int unchanged)
    {
        _steps.Add(changed, new KeyValuePair<string, object?>("outcome", "changed"));
        _steps.Add(unchanged, new KeyValuePair<string, object?>("outcome", "unchanged"));
    }
}
