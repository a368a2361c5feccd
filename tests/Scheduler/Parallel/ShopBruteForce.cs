using System.Collections.Immutable;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel;

namespace FactoryTwin.Scheduler.Tests.Parallel;

/// <summary>Every way to batch the jobs of a small shop and to order the batches on its machines, each started as early as it can.</summary>
internal sealed class ShopBruteForce(Shop shop)
{
    private readonly List<PlacedBatch> _placed = [];
    private long _best = long.MaxValue;

    /// <summary>The least objective; null where no schedule exists.</summary>
    internal long? Least()
    {
        Extend(0, 0, shop.Machines[0].InitialAttribute, (1 << shop.Jobs.Count) - 1);
        return _best == long.MaxValue ? null : _best;
    }

    private void Extend(int machine, int free, int attribute, int left)
    {
        if (left == 0)
        {
            _best = Math.Min(_best, ShopChecker.Objective(shop, new ShopPlan([.. _placed])));
            return;
        }
        if (machine + 1 < shop.Machines.Count) Extend(machine + 1, 0, shop.Machines[machine + 1].InitialAttribute, left);
        for (var set = left; set > 0; set = (set - 1) & left)
        {
            if (Place(machine, free, attribute, set) is not { } batch) continue;
            _placed.Add(batch);
            Extend(machine, batch.End, batch.Attribute, left & ~set);
            _placed.RemoveAt(_placed.Count - 1);
        }
    }

    /// <summary>The first slot at which nothing is wrong with the batch.</summary>
    private PlacedBatch? Place(int machine, int free, int attribute, int set)
    {
        ImmutableArray<int> jobs = [.. Enumerable.Range(0, shop.Jobs.Count).Where(j => (set >> j & 1) != 0)];
        var of = shop.Jobs[jobs[0]].Attribute;
        if (jobs.Any(j => shop.Jobs[j].Attribute != of || !shop.Jobs[j].Eligible.Contains(machine))) return null;
        if (jobs.Sum(j => shop.Jobs[j].Size) > shop.Machines[machine].Capacity) return null;
        var duration = jobs.Max(j => shop.Jobs[j].Shortest);
        if (jobs.Any(j => shop.Jobs[j].Longest < duration)) return null;
        var setUp = shop.SetUps.Times[attribute][of];
        for (var start = Math.Max(free + setUp, jobs.Max(j => shop.Jobs[j].EarliestStart)); start + duration <= shop.Horizon; start++)
        {
            if (shop.Machines[machine].Available.Any(i => i.Start <= start - setUp && start + duration <= i.End)) return new PlacedBatch(machine, start, duration, of, jobs);
        }
        return null;
    }
}
