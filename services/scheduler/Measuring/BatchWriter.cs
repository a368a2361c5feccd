using FactoryTwin.Services.Scheduler.Measuring.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Measuring;

/// <summary>Records batches that have ended, beside what was planned, and lets the machine's estimates learn from them, in one transaction.</summary>
public sealed class BatchWriter(IStore store, IOptions<SchedulerOptions> options)
{
    /// <summary>Records batches.</summary>
    /// <param name="machine">It.</param>
    /// <param name="batches">Oldest first.</param>
    /// <param name="stoppages">In which a batch takes longer than it takes.</param>
    /// <param name="plans">Those lately in force, newest first.</param>
    /// <param name="prices">What is known of the prices.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The estimates with them.</returns>
    internal Task<Estimates> StoreAsync(
        V1.Machine machine, IReadOnlyList<MeasuredBatch> batches, Closures stoppages, IReadOnlyList<V1.Plan> plans, PriceCurve prices, CancellationToken cancellationToken) => store.WriteAsync(
        transaction =>
        {
            var name = SchedulerStores.StateOf(machine.Name);
            var state = transaction.Get(SchedulerStores.States, name)?.Value.Clone() ?? new V1.StoredMachineState { Name = name };
            var estimates = Estimates.Of(state, machine.Model);
            foreach (var batch in batches)
            {
                (estimates, var use) = Learn(estimates, batch, machine.Model, stoppages);
                var record = Record(machine.Name, batch, use, Planned(batch, plans), prices);
                if (transaction.Get(SchedulerStores.Batches, record.Name) is not null) continue; // it was told twice
                transaction.Put(SchedulerStores.Batches, record);
                state.BatchRecords.Add(record.Name);
                while (state.BatchRecords.Count > options.Value.KeptBatches)
                {
                    transaction.Delete(SchedulerStores.Batches, state.BatchRecords[0]);
                    state.BatchRecords.RemoveAt(0);
                }
            }
            estimates.Store(state, machine.Model);
            transaction.Put(SchedulerStores.States, state);
            return estimates;
        },
        cancellationToken);

    private static (Estimates, V1.BatchUse) Learn(Estimates known, MeasuredBatch batch, V1.BatchModel model, Closures stoppages)
    {
        var size = model.Sizes.FirstOrDefault(s => s.Parts == batch.Parts);
        var stopped = stoppages.Given.Any(s => s.Kind == ClosureKind.Stoppage && s.Start < batch.End && s.End > batch.Start);
        if (!batch.SeenWhole || size is null || stopped) return (known, V1.BatchUse.Incomplete);
        var (processing, setUp) = (size.Duration.ToTimeSpan(), size.SetUpDuration?.ToTimeSpan() ?? TimeSpan.Zero);
        // A set-up stays as long as it was; what is measured beyond it is processing.
        var time = (batch.End - batch.Start - setUp) / processing;
        if (!RatioEstimate.IsSane(time)) return (known, V1.BatchUse.Outlier);
        var learnt = known with { Time = known.Time.Take(time, batch.End) };
        if (batch.EnergyMwh is not { } energy || size.PowerMw <= 0) return (learnt, V1.BatchUse.Taken);
        var power = (energy - (size.SetUpPowerMw * setUp.TotalHours)) / (size.PowerMw * (processing * time).TotalHours);
        return RatioEstimate.IsSane(power) ? (learnt with { Power = known.Power.Take(power, batch.End) }, V1.BatchUse.Taken) : (known, V1.BatchUse.Outlier);
    }

    private static V1.BatchRecord Record(string machine, MeasuredBatch batch, V1.BatchUse use, (V1.Plan Plan, V1.ScheduledEvent Event)? planned, PriceCurve prices)
    {
        var record = new V1.BatchRecord
        {
            Name = $"{SchedulerStores.BatchesOf(machine)}{batch.End.UtcDateTime:yyyyMMdd-HHmmssfff}",
            Parts = batch.Parts,
            StartTime = batch.Start.ToTimestamp(),
            EndTime = batch.End.ToTimestamp(),
            Use = use,
        };
        if (batch.EnergyMwh is { } energy) record.EnergyMwh = energy;
        if (batch.Cost(prices) is { } cost) record.EnergyCost = cost;
        if (planned is not { } p) return record;
        (record.Plan, record.PlannedStartTime, record.PlannedEndTime, record.PlannedEnergyCost) = (p.Plan.Name, p.Event.StartTime, p.Event.EndTime, p.Event.EnergyCost);
        return record;
    }

    /// <summary>The event of the newest plan, of those made before the batch began, that had it begin about then.</summary>
    private static (V1.Plan, V1.ScheduledEvent)? Planned(MeasuredBatch batch, IEnumerable<V1.Plan> plans)
    {
        var near = (batch.End - batch.Start) / 2;
        foreach (var plan in plans.Where(p => p.CreateTime.ToDateTimeOffset() <= batch.Start + TimeSpan.FromSeconds(1)))
        {
            var best = (plan.Negotiation?.Fallback ?? plan.Schedule).Events.Where(e => e.Parts == batch.Parts).MinBy(e => (e.StartTime.ToDateTimeOffset() - batch.Start).Duration());
            if (best is not null && (best.StartTime.ToDateTimeOffset() - batch.Start).Duration() <= near) return (plan, best);
        }
        return null;
    }
}
