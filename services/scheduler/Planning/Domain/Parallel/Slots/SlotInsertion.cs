using System.Numerics;
using System.Runtime.CompilerServices;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Slots;

/// <summary>Finds the cheapest free place of a job: machines in order of rate, on each the first free window in order of price.</summary>
internal sealed class SlotInsertion(SlotShop shop, PricedWindows windows)
{
    /// <summary>Puts a job into its cheapest place, passing over each with a small chance; false where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Insert(SlotSchedule schedule, int job, ref FastRandom random, int blinkPerMille)
    {
        var k = schedule.LengthOf[job];
        var (starts, prices, length) = (windows.Starts[k], windows.Prices[k], shop.Lengths[k]);
        if (prices.Length == 0) return false;
        var (best, machine, start, snug) = (long.MaxValue, -1, -1, -1);
        for (var r = 0; r < shop.Rates.Length; r++)
        {
            long rate = shop.Rates[r];
            if (rate * prices[0] > best) break;
            foreach (var m in shop.MachinesOfRate[r])
            {
                var free = schedule.Free(m, k);
                for (var w = 0; w < free.Length; w++)
                {
                    var bits = free[w];
                    while (bits != 0)
                    {
                        var rank = (w << 6) + BitOperations.TrailingZeroCount(bits);
                        var cost = rate * prices[rank];
                        if (cost > best) goto NextMachine;
                        bits &= bits - 1;
                        if (random.Below(1_000) < blinkPerMille) continue;
                        // Among equals the one that leaves no gap beside it.
                        var t = starts[rank];
                        var sides = Closed(schedule, m, t - 1) + Closed(schedule, m, t + length);
                        if (cost < best || sides > snug) (best, machine, start, snug) = (cost, m, t, sides);
                        if (sides == 2) goto NextMachine;
                    }
                }
            NextMachine:;
            }
        }
        if (machine < 0) return false;
        schedule.Place(job, machine, start);
        return true;
    }

    private int Closed(SlotSchedule schedule, int machine, int slot) =>
        (uint)slot >= (uint)windows.Makespan || schedule.JobAt(machine, slot) >= 0 ? 1 : 0;
}
