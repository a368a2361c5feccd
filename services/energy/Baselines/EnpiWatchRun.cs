using FactoryTwin.Energy.V1;
using FactoryTwin.Services.Energy.Watches;
using FactoryTwin.Services.Energy.Watches.Domain;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.Energy.Baselines;

/// <summary>The watch over one baseline's indicator.</summary>
internal sealed class EnpiWatchRun(EnergyBaseline inForce, StoredEnpiWatch stored, EnpiDeviation? lasting)
    : WatchRun<EnpiDeviation, EnpiPeriod>(
        stored.Row,
        stored.RowStartTime,
        stored.Worst,
        lasting,
        lasting is null ? null : new OpenSpell(lasting.StartTime.ToDateTimeOffset(), lasting.Periods, lasting.UnjudgedPeriods))
{
    /// <summary>What to store of the watch.</summary>
    public StoredEnpiWatch Watch(DateTimeOffset next) =>
        new() { Name = stored.Name, NextTime = next.ToTimestamp(), Row = Row, RowStartTime = RowStart, Worst = WorstOfRow, Deviation = Open };

    /// <inheritdoc/>
    protected override (Verdict Verdict, Timestamp Start) Look(EnpiPeriod period) => ((Verdict)period.Verdict, period.StartTime);

    /// <inheritdoc/>
    protected override double Distance(EnpiPeriod period) => Distance(period.ActualEnergy, period.ExpectedEnergy);

    /// <inheritdoc/>
    protected override EnpiDeviation Begin(DateTimeOffset start, EnpiPeriod worst) => new()
    {
        Name = $"{inForce.Name}/enpiDeviations/{start.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}",
        Version = inForce.Version,
        StartTime = start.ToTimestamp(),
        Worst = Extreme(worst),
        Rule = inForce.EnpiRule,
        Unit = inForce.Unit,
    };

    /// <inheritdoc/>
    protected override string NameOf(EnpiDeviation spell) => spell.Name;

    /// <inheritdoc/>
    protected override void Set(EnpiDeviation spell, OpenSpell open) => (spell.Periods, spell.UnjudgedPeriods) = (open.Periods, open.Unjudged);

    /// <inheritdoc/>
    protected override void Widen(EnpiDeviation spell, EnpiPeriod period)
    {
        if (Distance(period) > Distance(spell.Worst.ActualEnergy, spell.Worst.ExpectedEnergy)) spell.Worst = Extreme(period);
    }

    /// <inheritdoc/>
    protected override void End(EnpiDeviation spell, Timestamp at) => spell.EndTime = at;

    private static double Distance(double actual, double expected) => Math.Abs(actual - expected);

    private static EnpiExtreme Extreme(EnpiPeriod period) =>
        new() { StartTime = period.StartTime, ActualEnergy = period.ActualEnergy, ExpectedEnergy = period.ExpectedEnergy, Enpi = period.Enpi };
}
