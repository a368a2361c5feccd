using System.Globalization;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel;

namespace FactoryTwin.PublishedData.Tests.Scheduling;

/// <summary>A published instance of green parallel-machine scheduling and its published Pareto front.</summary>
/// <param name="Number">1 to 90.</param>
/// <param name="Shop">Ours.</param>
/// <param name="Front">Makespan, total energy cost and its published bound, by makespan.</param>
internal sealed record GreenInstance(int Number, Shop Shop, IReadOnlyList<(int Makespan, long Cost, long Bound)> Front)
{
    /// <summary>
    /// The area that a front dominates, up to the reference point: one slot after the last, and one more than the dearest end of the published front.
    /// </summary>
    internal long Hypervolume(IEnumerable<(int Makespan, long Cost)> front)
    {
        var (end, ceiling, area) = (Shop.Horizon + 1, Front.Max(p => p.Cost) + 1, 0L);
        foreach (var (makespan, cost) in front.OrderBy(p => p.Makespan))
        {
            if (cost >= ceiling || makespan >= end) continue;
            area += (ceiling - cost) * (end - makespan);
            ceiling = cost;
        }
        return area;
    }
}

/// <summary>Reads the instances: a line of prices, one of processing times, one of machine rates.</summary>
internal static class GreenSet
{
    internal static GreenInstance Read(string folder, int number)
    {
        var lines = File.ReadLines(Path.Combine(folder, "instances", $"{number:00}.txt"))
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => int.Parse(v, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        var (prices, times, rates) = (lines[0], lines[1], lines[2]);
        int[] all = [.. Enumerable.Range(0, rates.Length)];
        var shop = new Shop(
            [.. rates.Select(rate => new ShopMachine(1, 0, [new SlotInterval(0, prices.Length)], rate))],
            [.. times.Select(p => new ShopJob(1, 0, p, p, 0, prices.Length, all))],
            SetUps.None, prices, prices.Length, new ShopWeights(0, 0, 0, 0, 1));
        var front = File.ReadLines(Path.Combine(folder, "best_known_pareto.csv")).Skip(1).Select(l => l.Split(','))
            .Where(c => int.Parse(c[0], CultureInfo.InvariantCulture) == number)
            .Select(c => (int.Parse(c[1], CultureInfo.InvariantCulture), long.Parse(c[2], CultureInfo.InvariantCulture), long.Parse(c[3], CultureInfo.InvariantCulture)));
        return new GreenInstance(number, shop, [.. front]);
    }
}
