using System.Collections.Immutable;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel;

/// <summary>A batch in its place; where a machine takes one job at a time, a job in its place.</summary>
/// <param name="Machine">Index of the machine.</param>
/// <param name="Start">First slot of processing; set-up lies directly before.</param>
/// <param name="Duration">Slots of processing.</param>
/// <param name="Attribute">Of all its jobs.</param>
/// <param name="Jobs">Indices of its jobs.</param>
public sealed record PlacedBatch(int Machine, int Start, int Duration, int Attribute, ImmutableArray<int> Jobs)
{
    /// <summary>First slot after it.</summary>
    public int End => Start + Duration;
}

/// <summary>A schedule of a <see cref="Shop"/>: the batches, by machine in the order of time.</summary>
/// <param name="Batches">The batches.</param>
public sealed record ShopPlan(ImmutableArray<PlacedBatch> Batches)
{
    /// <summary>End of the last batch.</summary>
    public int Makespan => Batches.Max(b => b.End);

    /// <summary>What it comes to.</summary>
    public ShopCosts Costs(Shop shop)
    {
        var (processing, tardy, setUpTime, setUpCost, energy) = (0L, 0L, 0L, 0L, 0L);
        var before = shop.Machines.Select(m => m.InitialAttribute).ToArray();
        foreach (var batch in Batches)
        {
            processing += batch.Duration;
            tardy += batch.Jobs.Count(j => batch.End > shop.Jobs[j].LatestEnd);
            setUpTime += shop.SetUps.Times[before[batch.Machine]][batch.Attribute];
            setUpCost += shop.SetUps.Costs[before[batch.Machine]][batch.Attribute];
            before[batch.Machine] = batch.Attribute;
            for (var t = batch.Start; t < batch.End && shop.Prices.Count > 0; t++) energy += (long)shop.Prices[t] * shop.Machines[batch.Machine].EnergyRate;
        }
        var w = shop.Weights;
        var objective = (w.ProcessingTime * processing) + (w.TardyJob * tardy) + (w.SetUpTime * setUpTime) + (w.SetUpCost * setUpCost) + (w.EnergyCost * energy);
        return new ShopCosts(processing, tardy, setUpTime, setUpCost, energy, objective);
    }
}

/// <summary>What a schedule comes to.</summary>
/// <param name="ProcessingTime">Slots of processing, over all batches.</param>
/// <param name="TardyJobs">Jobs that end after their latest end.</param>
/// <param name="SetUpTime">Slots of setting up.</param>
/// <param name="SetUpCost">Cost of setting up.</param>
/// <param name="EnergyCost">Price times rate, over all slots of processing.</param>
/// <param name="Objective">Their weighted sum.</param>
public sealed record ShopCosts(long ProcessingTime, long TardyJobs, long SetUpTime, long SetUpCost, long EnergyCost, long Objective);
