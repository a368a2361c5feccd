namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Slots;

/// <summary>The windows in which a job of each length can lie up to a makespan, in order of price.</summary>
internal sealed class PricedWindows
{
    public readonly int[][] Starts;   // by length and rank
    public readonly long[][] Prices;  // by length and rank
    public readonly int[][] Ranks;    // by length and start
    public readonly int Words;        // of 64 ranks

    public PricedWindows(SlotShop shop, int makespan)
    {
        Makespan = makespan;
        Words = (makespan + 63) / 64;
        Starts = [.. shop.Lengths.Select(p => Enumerable.Range(0, Math.Max(0, makespan - p + 1)).OrderBy(t => Price(t, p)).ThenBy(t => t).ToArray())];
        Prices = [.. Starts.Select((starts, k) => starts.Select(t => Price(t, shop.Lengths[k])).ToArray())];
        Ranks = [.. Starts.Select(starts =>
        {
            var ranks = new int[starts.Length];
            for (var rank = 0; rank < starts.Length; rank++) ranks[starts[rank]] = rank;
            return ranks;
        })];

        long Price(int start, int length) => shop.PriceBefore[start + length] - shop.PriceBefore[start];
    }

    /// <summary>Everything ends by then.</summary>
    public int Makespan { get; }
}
