using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel;

namespace FactoryTwin.Scheduler.Tests.Parallel;

/// <summary>Reads a shop and a schedule, shares no code with what made it, and names every rule that the schedule breaks.</summary>
internal static class ShopChecker
{
    internal static IReadOnlyList<string> Faults(Shop shop, ShopPlan plan)
    {
        var faults = new List<string>();
        for (var j = 0; j < shop.Jobs.Count; j++)
        {
            var times = plan.Batches.Sum(b => b.Jobs.Count(x => x == j));
            if (times != 1) faults.Add($"job {j} is done {times} times");
        }
        for (var m = 0; m < shop.Machines.Count; m++)
        {
            var (free, attribute) = (int.MinValue, shop.Machines[m].InitialAttribute);
            foreach (var batch in plan.Batches.Where(b => b.Machine == m).OrderBy(b => b.Start))
            {
                var setUp = shop.SetUps.Times[attribute][batch.Attribute];
                if (batch.Start - setUp < free) faults.Add($"machine {m}: the batch at {batch.Start} overlaps the one before");
                faults.AddRange(Alone(shop, batch, setUp));
                (free, attribute) = (batch.Start + batch.Duration, batch.Attribute);
            }
        }
        return faults;
    }

    /// <summary>The objective from its definition.</summary>
    internal static long Objective(Shop shop, ShopPlan plan)
    {
        var w = shop.Weights;
        var sum = 0L;
        for (var m = 0; m < shop.Machines.Count; m++)
        {
            var attribute = shop.Machines[m].InitialAttribute;
            foreach (var batch in plan.Batches.Where(b => b.Machine == m).OrderBy(b => b.Start))
            {
                sum += (w.SetUpTime * shop.SetUps.Times[attribute][batch.Attribute]) + (w.SetUpCost * shop.SetUps.Costs[attribute][batch.Attribute]);
                attribute = batch.Attribute;
                for (var slot = 0; slot < batch.Duration; slot++)
                {
                    sum += w.ProcessingTime;
                    if (shop.Prices.Count > 0) sum += w.EnergyCost * shop.Prices[batch.Start + slot] * shop.Machines[m].EnergyRate;
                }
                foreach (var job in batch.Jobs)
                {
                    if (batch.Start + batch.Duration > shop.Jobs[job].LatestEnd) sum += w.TardyJob;
                }
            }
        }
        return sum;
    }

    private static IEnumerable<string> Alone(Shop shop, PlacedBatch batch, int setUp)
    {
        var (machine, at) = (shop.Machines[batch.Machine], $"machine {batch.Machine}, batch at {batch.Start}");
        var (from, to) = (batch.Start - setUp, batch.Start + batch.Duration);
        if (batch.Jobs.Length == 0) yield return $"{at}: it is empty";
        if (to > shop.Horizon) yield return $"{at}: it ends after the horizon";
        if (!machine.Available.Any(i => i.Start <= from && to <= i.End)) yield return $"{at}: set-up and processing lie in no availability interval";
        if (batch.Jobs.Sum(j => shop.Jobs[j].Size) > machine.Capacity) yield return $"{at}: it is too large";
        foreach (var j in batch.Jobs)
        {
            var job = shop.Jobs[j];
            if (job.Attribute != batch.Attribute) yield return $"{at}: job {j} has another attribute";
            if (!job.Eligible.Contains(batch.Machine)) yield return $"{at}: job {j} may not run there";
            if (batch.Start < job.EarliestStart) yield return $"{at}: job {j} starts too early";
            if (batch.Duration < job.Shortest || batch.Duration > job.Longest) yield return $"{at}: job {j} is processed too short or too long";
        }
    }
}
