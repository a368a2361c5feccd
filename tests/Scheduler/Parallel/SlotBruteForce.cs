using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel;

namespace FactoryTwin.Scheduler.Tests.Parallel;

/// <summary>Every placement of a few jobs on machines that take one at a time.</summary>
internal static class SlotBruteForce
{
    /// <summary>The least energy cost of all schedules that end by each slot; null where there is none.</summary>
    internal static long?[] LeastByMakespan(Shop shop)
    {
        var least = new long?[shop.Horizon + 1];
        var busy = shop.Machines.Select(_ => new bool[shop.Horizon]).ToArray();
        Place(0, 0, 0);
        for (var t = 1; t <= shop.Horizon; t++)
        {
            if (least[t] is null || least[t - 1] < least[t]) least[t] = least[t - 1];
        }
        return least;

        void Place(int job, int end, long cost)
        {
            if (job == shop.Jobs.Count)
            {
                if (least[end] is null || cost < least[end]) least[end] = cost;
                return;
            }
            var length = shop.Jobs[job].Shortest;
            for (var m = 0; m < shop.Machines.Count; m++)
            {
                for (var start = 0; start + length <= shop.Horizon; start++)
                {
                    var window = busy[m].AsSpan(start, length);
                    if (window.Contains(true)) continue;
                    window.Fill(true);
                    long price = 0;
                    for (var t = start; t < start + length; t++) price += shop.Prices[t];
                    Place(job + 1, Math.Max(end, start + length), cost + (price * shop.Machines[m].EnergyRate));
                    window.Clear();
                }
            }
        }
    }
}
