using System.Collections.Immutable;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Slots;

/// <summary>How hard the front is searched.</summary>
/// <param name="Repairs">Rounds of ruin and recreate at each makespan.</param>
/// <param name="Seed">The same seed gives the same front.</param>
public sealed record FrontEffort(int Repairs = 20_000, int Seed = 1);

/// <summary>A point of the front.</summary>
/// <param name="Makespan">Slots until everything is done.</param>
/// <param name="EnergyCost">The least found for that makespan.</param>
/// <param name="Bound">No schedule of that makespan costs less.</param>
/// <param name="Plan">The schedule.</param>
public sealed record FrontPoint(int Makespan, long EnergyCost, long Bound, ShopPlan Plan);

/// <summary>
/// Makespan against energy cost for jobs on parallel machines at prices that change by the slot. For each makespan, shortest first: the relaxed
/// programme over patterns (its columns stay valid as the makespan grows), ruin and recreate on the schedule of the
/// makespan before, and where that is not close to the bound on one made by diving.
/// </summary>
public static class FrontSearch
{
    private const double CloseEnough = 0.003; // to the bound: a dive has little to gain

    /// <summary>The points that no other point found is at least as good as, by makespan.</summary>
    /// <exception cref="ArgumentException">The shop has set-ups, batches or machines that differ in more than their energy rate.</exception>
    public static ImmutableArray<FrontPoint> Solve(Shop shop, FrontEffort effort, CancellationToken cancellationToken)
    {
        var slots = new SlotShop(shop);
        var program = new PatternProgram(slots);
        var dive = new SlotDive(slots, program);
        int[] machines = [.. slots.MachinesOfRate.Select(m => m.Length)];
        var master = program.Begin(slots.Demand, machines);
        var random = new FastRandom(effort.Seed);
        var front = ImmutableArray.CreateBuilder<FrontPoint>();
        SlotSchedule? last = null;
        for (var makespan = slots.LeastMakespan; makespan <= slots.Horizon; makespan++)
        {
            var bound = program.Solve(master, slots.Demand, machines, makespan, cancellationToken);
            var whole = (long)Math.Ceiling(bound - 1e-4);
            if (last is { Missing: 0 } && last.Cost <= whole) continue;
            var windows = new PricedWindows(slots, makespan);
            var better = Polish(last?.For(windows) ?? Packed(slots, windows), slots, effort.Repairs, ref random, cancellationToken);
            if (better.Missing > 0 || better.Cost > whole * (1 + CloseEnough))
            {
                var found = Polish(dive.Round(master, windows, cancellationToken), slots, effort.Repairs, ref random, cancellationToken);
                if ((found.Missing, found.Cost).CompareTo((better.Missing, better.Cost)) < 0) better = found;
            }
            if (better.Missing == 0 && (last is not { Missing: 0 } || better.Cost < last.Cost)) front.Add(new FrontPoint(makespan, better.Cost, whole, Plan(slots, better)));
            last = better;
        }
        return front.ToImmutable();
    }

    private static SlotSchedule Polish(SlotSchedule schedule, SlotShop slots, int rounds, ref FastRandom random, CancellationToken cancellationToken)
    {
        new SlotRepair(slots, schedule).Improve(rounds, ref random, cancellationToken);
        return schedule;
    }

    /// <summary>Longest jobs first, each at the end of the machine with the least room that takes it: for makespans that leave no room.</summary>
    private static SlotSchedule Packed(SlotShop slots, PricedWindows windows)
    {
        var schedule = new SlotSchedule(slots, windows);
        var end = new int[schedule.Machines];
        for (var j = 0; j < schedule.LengthOf.Length; j++)
        {
            var length = slots.Lengths[schedule.LengthOf[j]];
            var fullest = Enumerable.Range(0, end.Length).Where(m => end[m] + length <= windows.Makespan).DefaultIfEmpty(-1).MaxBy(m => m < 0 ? -1 : end[m]);
            if (fullest < 0) continue;
            schedule.Place(j, fullest, end[fullest]);
            end[fullest] += length;
        }
        return schedule;
    }

    private static ShopPlan Plan(SlotShop slots, SlotSchedule schedule)
    {
        var next = new int[slots.Lengths.Length];
        var placed = new List<PlacedBatch>();
        for (var j = 0; j < schedule.LengthOf.Length; j++)
        {
            var k = schedule.LengthOf[j];
            placed.Add(new PlacedBatch(schedule.MachineOf[j], schedule.StartOf[j], slots.Lengths[k], 0, [slots.JobsOfLength[k][next[k]++]]));
        }
        return new ShopPlan([.. placed.OrderBy(b => b.Machine).ThenBy(b => b.Start)]);
    }
}
