using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Columns;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Slots;

/// <summary>What one machine of a rate does over the whole horizon.</summary>
/// <param name="rate">Index of the machine's rate.</param>
/// <param name="jobs">Start and index of length of each of its jobs.</param>
/// <param name="cost">Its energy cost.</param>
/// <param name="entries">Jobs of each length, then 1 at its rate.</param>
internal sealed class Pattern(int rate, (int Start, int Length)[] jobs, double cost, double[] entries) : Column(cost, entries)
{
    /// <summary>Index of the machine's rate.</summary>
    public int Rate { get; } = rate;

    /// <summary>Start and index of length of each of its jobs.</summary>
    public (int Start, int Length)[] Jobs { get; } = jobs;
}

/// <summary>Finds the pattern that is worth most when every job of a length is worth its dual: a dynamic programme over the slots.</summary>
/// <param name="shop">The jobs, machines and prices.</param>
internal sealed class PatternPricing(SlotShop shop)
{
    private readonly double[] _worth = new double[shop.Horizon + 1];
    private readonly int[] _last = new int[shop.Horizon + 1]; // index of the length that ends there, -1: idle

    /// <summary>The most that a machine of a rate is worth up to a makespan, and the pattern.</summary>
    public (double Worth, Pattern Pattern) Best(int rate, int makespan, ReadOnlySpan<double> duals)
    {
        var lengths = shop.Lengths;
        double energy = shop.Rates[rate];
        _worth[0] = 0;
        for (var t = 1; t <= makespan; t++)
        {
            var (best, last) = (_worth[t - 1], -1);
            for (var k = lengths.Length - 1; k >= 0; k--)
            {
                var start = t - lengths[k];
                if (start < 0) break;
                var worth = _worth[start] + duals[k] - (energy * (shop.PriceBefore[t] - shop.PriceBefore[start]));
                if (worth > best + 1e-9) (best, last) = (worth, k);
            }
            (_worth[t], _last[t]) = (best, last);
        }
        return (_worth[makespan], Read(rate, makespan));
    }

    private Pattern Read(int rate, int makespan)
    {
        var jobs = new List<(int, int)>();
        var entries = new double[shop.Lengths.Length + shop.Rates.Length];
        entries[shop.Lengths.Length + rate] = 1;
        var cost = 0L;
        for (var t = makespan; t > 0;)
        {
            var k = _last[t];
            if (k < 0)
            {
                t--;
                continue;
            }
            t -= shop.Lengths[k];
            jobs.Add((t, k));
            entries[k]++;
            cost += shop.Cost(rate, t, shop.Lengths[k]);
        }
        return new Pattern(rate, [.. jobs], cost, entries);
    }
}
