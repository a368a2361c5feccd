using FactoryTwin.Energy.V1;
using FactoryTwin.Services.Energy.Watches;
using FactoryTwin.Services.Energy.Watches.Domain;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.Energy.Balances;

/// <summary>The watch over one balance.</summary>
internal sealed class BalanceWatchRun(string node, StoredBalanceWatch stored, Imbalance? lasting, Func<string, DateTimeOffset, string> idOf)
    : WatchRun<Imbalance, Balance>(
        stored.Row,
        stored.RowStartTime,
        stored.Worst,
        lasting,
        lasting is null ? null : new OpenSpell(lasting.StartTime.ToDateTimeOffset(), lasting.Periods, lasting.UnjudgedPeriods))
{
    /// <summary>What to store of the watch.</summary>
    public StoredBalanceWatch Watch(DateTimeOffset next) =>
        new() { Name = stored.Name, NextTime = next.ToTimestamp(), Row = Row, RowStartTime = RowStart, Worst = WorstOfRow, Imbalance = Open };

    /// <inheritdoc/>
    protected override (Verdict Verdict, Timestamp Start) Look(Balance period) => ((Verdict)period.Verdict, period.StartTime);

    /// <inheritdoc/>
    protected override double Distance(Balance period) => Math.Abs(period.ImbalanceQuantity);

    /// <inheritdoc/>
    protected override Imbalance Begin(DateTimeOffset start, Balance worst) =>
        new() { Name = $"{node}/imbalances/{idOf(worst.Carrier, start)}", Carrier = worst.Carrier, StartTime = start.ToTimestamp(), Worst = worst };

    /// <inheritdoc/>
    protected override string NameOf(Imbalance spell) => spell.Name;

    /// <inheritdoc/>
    protected override void Set(Imbalance spell, OpenSpell open) => (spell.Periods, spell.UnjudgedPeriods) = (open.Periods, open.Unjudged);

    /// <inheritdoc/>
    protected override void Widen(Imbalance spell, Balance period)
    {
        if (Distance(period) > Distance(spell.Worst)) spell.Worst = period;
    }

    /// <inheritdoc/>
    protected override void End(Imbalance spell, Timestamp at) => spell.EndTime = at;
}
