namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Batching;

/// <summary>A <see cref="Shop"/> laid out for the search's inner loop: flat arrays, weights multiplied in.</summary>
internal sealed class ShopArrays
{
    public readonly int Jobs;
    public readonly int Machines;
    public readonly int Attributes;
    public readonly int[] Size;
    public readonly int[] Attribute;
    public readonly int[] Shortest;
    public readonly int[] Longest;
    public readonly int[] Earliest;
    public readonly int[] Latest;
    public readonly ulong[] Eligible; // a bit a machine
    public readonly int[][] EligibleList;
    public readonly int[][] OfAttribute;
    public readonly int[] Capacity;
    public readonly int[] Initial;
    public readonly int[][] IntervalStart;
    public readonly int[][] IntervalEnd;
    public readonly int[] SetUpTime; // before * Attributes + after
    public readonly long[] SetUpCost; // weighted time and cost
    public readonly int Horizon;
    public readonly int Stride; // the most jobs that a batch can hold
    public readonly long RunWeight;
    public readonly long TardyWeight;
    public readonly long Unplaceable; // added for a batch beyond the last interval: dearer than anything that a move could gain

    public ShopArrays(Shop shop)
    {
        Refuse(shop);
        (Jobs, Machines, Attributes, Horizon) = (shop.Jobs.Count, shop.Machines.Count, shop.SetUps.Times[0].Count, shop.Horizon);
        Size = [.. shop.Jobs.Select(j => j.Size)];
        Attribute = [.. shop.Jobs.Select(j => j.Attribute)];
        Shortest = [.. shop.Jobs.Select(j => j.Shortest)];
        Longest = [.. shop.Jobs.Select(j => j.Longest)];
        Earliest = [.. shop.Jobs.Select(j => j.EarliestStart)];
        Latest = [.. shop.Jobs.Select(j => j.LatestEnd)];
        EligibleList = [.. shop.Jobs.Select(j => j.Eligible.Where(m => shop.Machines[m].Capacity >= j.Size).ToArray())];
        Eligible = [.. EligibleList.Select(list => list.Aggregate(0UL, (mask, m) => mask | (1UL << m)))];
        OfAttribute = [.. Enumerable.Range(0, Attributes).Select(a => Enumerable.Range(0, Jobs).Where(j => Attribute[j] == a).ToArray())];
        Capacity = [.. shop.Machines.Select(m => m.Capacity)];
        Initial = [.. shop.Machines.Select(m => m.InitialAttribute)];
        IntervalStart = [.. shop.Machines.Select(m => m.Available.Select(i => i.Start).ToArray())];
        IntervalEnd = [.. shop.Machines.Select(m => m.Available.Select(i => i.End).ToArray())];
        SetUpTime = [.. Enumerable.Range(0, Attributes).SelectMany(a => shop.SetUps.Times[a])];
        var w = shop.Weights;
        SetUpCost = [.. Enumerable.Range(0, Attributes).SelectMany(a => shop.SetUps.Times[a].Zip(shop.SetUps.Costs[a], (t, c) => (w.SetUpTime * t) + (w.SetUpCost * c)))];
        (RunWeight, TardyWeight) = (w.ProcessingTime, w.TardyJob);
        Stride = Math.Min(Jobs, Capacity.Max() / Math.Max(1, Size.Min()));
        Unplaceable = 2 * ((RunWeight * Shortest.Max()) + (TardyWeight * Stride) + SetUpCost.Max() + 1);
    }

    private static void Refuse(Shop shop)
    {
        if (shop.Machines.Count is 0 or > 64) throw new ArgumentException("The search takes 1 to 64 machines.", nameof(shop));
        if (shop.Weights.EnergyCost != 0) throw new ArgumentException("The search starts batches as early as it can and does not weigh the price of energy.", nameof(shop));
        var lost = shop.Jobs.FirstOrDefault(j => j.Longest < j.Shortest || !j.Eligible.Any(m => shop.Machines[m].Capacity >= j.Size));
        if (lost is not null) throw new ArgumentException("A job fits on no machine.", nameof(shop));
    }
}
