using FactoryTwin.Energy.V1;
using FactoryTwin.Services.Energy.Meters;
using FactoryTwin.Services.Energy.Watches;
using FactoryTwin.Services.Energy.Watches.Domain;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.Energy.Baselines;

/// <summary>
/// Looks at every indicator that has a rule, an approved baseline and meters, period by period, once each: when the period is over and its readings had time
/// to come. What it has looked at is stored with what it found, so that a deviation is announced once, whatever restarts come between.
/// </summary>
public sealed partial class EnpiMonitor(BaselineStore store, BaselineReader reader, IOptions<EnergyOptions> options, EnergyMetrics metrics, TimeProvider time, ILogger<EnpiMonitor> logger)
    : PeriodicLook(options.Value.EnpiCheckInterval, time, logger)
{
    /// <summary>Periods of one indicator in one pass; more wait for the next.</summary>
    private const int MaxPeriods = 500;
    private const int DefaultPeriods = 2;

    /// <inheritdoc/>
    internal override async Task LookAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var latest in await store.Resources.AllAsync(cancellationToken))
        {
            try
            {
                if (await store.InForceAsync(latest, cancellationToken) is { Meters: not null, EnpiRule: not null } inForce)
                    await CheckAsync(inForce, now - options.Value.BalanceGrace, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // One indicator that cannot be judged keeps no other from it.
                LogFailed(e, latest.Name);
            }
        }
    }

    private async Task CheckAsync(EnergyBaseline inForce, DateTimeOffset over, CancellationToken cancellationToken)
    {
        var length = BaselineReader.PeriodOf(inForce.Meters);
        var anchor = inForce.Meters.StartTime.ToDateTimeOffset();
        var last = anchor + (Math.Floor((over - anchor) / length) * length);
        var (stored, open) = await store.WatchAsync(inForce.Name, cancellationToken);
        stored ??= new StoredEnpiWatch { Name = BaselineStore.WatchName(inForce.Name), NextTime = (last - length).ToTimestamp() };
        // A version whose periods are others goes on with its own first one that was not looked at.
        var next = anchor + (Math.Ceiling((stored.NextTime.ToDateTimeOffset() - anchor) / length) * length);
        var grid = new IntervalGrid(next, length, (int)Math.Min(MaxPeriods, (last - next) / length));
        if (grid.Count <= 0) return;
        var run = new EnpiWatchRun(inForce, stored, open);
        foreach (var period in await PeriodsAsync(inForce, grid, cancellationToken))
        {
            metrics.CountEnpi((Verdict)period.Verdict);
            run.Take(period, inForce.EnpiRule.Periods == 0 ? DefaultPeriods : inForce.EnpiRule.Periods);
        }
        await store.SaveAsync(run.Watch(grid.End), run.Changed, run.Began, cancellationToken);
        metrics.Deviations(inForce.Name, run.Open.Length > 0);
        foreach (var began in run.Began) LogBegan(inForce.Name, began.StartTime.ToDateTimeOffset());
    }

    /// <summary>One for each period of the grid; one without an observation is not judged.</summary>
    private async Task<List<EnpiPeriod>> PeriodsAsync(EnergyBaseline inForce, IntervalGrid grid, CancellationToken cancellationToken)
    {
        var (observed, unit) = await reader.PeriodsAsync(inForce.Meters, grid, cancellationToken);
        var judged = unit == inForce.Unit
            ? BaselineMath.Enpi(inForce, [.. observed.OfType<BaselineObservation>()], approved: true).Periods.ToDictionary(p => p.StartTime)
            : [];
        return [.. Enumerable.Range(0, grid.Count).Select(i => (grid.Start + (i * grid.Length)).ToTimestamp()).Select(start =>
            judged.GetValueOrDefault(start) ?? new EnpiPeriod { StartTime = start, Verdict = EnpiVerdict.NotJudged })];
    }

    [LoggerMessage(4211, LogLevel.Information, "The indicator of {Baseline} deviates since {Start}")]
    private partial void LogBegan(string baseline, DateTimeOffset start);

    [LoggerMessage(4212, LogLevel.Warning, "The indicator of {Baseline} could not be looked at; tried again later")]
    private partial void LogFailed(Exception e, string baseline);
}
