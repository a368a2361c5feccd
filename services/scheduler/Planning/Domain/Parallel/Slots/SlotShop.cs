namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Slots;

/// <summary>
/// A <see cref="Shop"/> of machines that take one job at a time, differ in their energy rate alone, and need no set-up: jobs grouped by length, machines by rate.
/// </summary>
internal sealed class SlotShop
{
    public readonly int Horizon;
    public readonly int[] Lengths;        // the different processing times, longest first
    public readonly int[] Demand;         // jobs of each length
    public readonly int[][] JobsOfLength; // their indices
    public readonly int[] Rates;          // the different energy rates, lowest first
    public readonly int[][] MachinesOfRate;
    public readonly int[] RateOf;         // by machine, index into Rates
    public readonly long[] PriceBefore;   // sum of prices of slots before t

    public SlotShop(Shop shop)
    {
        Refuse(shop);
        Horizon = shop.Horizon;
        var byLength = shop.Jobs.Select((job, j) => (job.Shortest, Index: j)).GroupBy(p => p.Shortest, p => p.Index).OrderByDescending(g => g.Key).ToList();
        Lengths = [.. byLength.Select(g => g.Key)];
        JobsOfLength = [.. byLength.Select(g => g.ToArray())];
        Demand = [.. byLength.Select(g => g.Count())];
        var byRate = shop.Machines.Select((machine, m) => (machine.EnergyRate, Index: m)).GroupBy(p => p.EnergyRate, p => p.Index).OrderBy(g => g.Key).ToList();
        Rates = [.. byRate.Select(g => g.Key)];
        MachinesOfRate = [.. byRate.Select(g => g.ToArray())];
        RateOf = new int[shop.Machines.Count];
        for (var r = 0; r < Rates.Length; r++)
        {
            foreach (var m in MachinesOfRate[r]) RateOf[m] = r;
        }
        PriceBefore = new long[Horizon + 1];
        for (var t = 0; t < Horizon; t++) PriceBefore[t + 1] = PriceBefore[t] + shop.Prices[t];
    }

    /// <summary>Slots of work in all.</summary>
    public int Work => Lengths.Zip(Demand, (p, n) => p * n).Sum();

    /// <summary>No schedule ends sooner.</summary>
    public int LeastMakespan => Math.Max(Lengths[0], (Work + RateOf.Length - 1) / RateOf.Length);

    /// <summary>Energy cost of a job of a length on a machine of a rate.</summary>
    public long Cost(int rate, int start, int length) => Rates[rate] * (PriceBefore[start + length] - PriceBefore[start]);

    private static void Refuse(Shop shop)
    {
        if (shop.Prices.Count < shop.Horizon || shop.Prices.Any(p => p < 0)) throw new ArgumentException("Every slot needs a price that is not negative.", nameof(shop));
        if (shop.Jobs.Count == 0 || shop.Machines.Count == 0) throw new ArgumentException("There is nothing to schedule.", nameof(shop));
        if (shop.Machines.Any(m => m.EnergyRate < 0 || m.Available is not [{ Start: <= 0 } only] || only.End < shop.Horizon)) throw new ArgumentException("Machines must be available all the time, at rates that are not negative.", nameof(shop));
        var each = shop.Machines.Count;
        if (shop.Jobs.Any(j => j.EarliestStart > 0 || j.Shortest < 1 || j.Eligible.Count != each || shop.Machines.Any(m => 2 * j.Size <= m.Capacity || j.Size > m.Capacity)))
            throw new ArgumentException("Every job must fit every machine, alone, from the first slot on.", nameof(shop));
        if (shop.SetUps.Times.Any(row => row.Any(t => t != 0))) throw new ArgumentException("Set-up times are not weighed here.", nameof(shop));
    }
}
