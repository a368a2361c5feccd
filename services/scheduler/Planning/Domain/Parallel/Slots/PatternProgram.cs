using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Columns;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Slots;

/// <summary>
/// The relaxed problem: machines of a rate share patterns in any proportion, all jobs are covered at the least energy cost. Patterns are priced out by the
/// dynamic programme; its value bounds every schedule of that makespan from below.
/// </summary>
internal sealed class PatternProgram(SlotShop shop)
{
    private const int LargestPool = 3_000;
    private readonly PatternPricing _pricing = new(shop);
    private List<Pattern> _pool = [];

    /// <summary>Dearer than any way to make room for a job.</summary>
    public double Lack { get; } = 1_000.0 * (1 + shop.Rates[^1]) * (1 + shop.PriceBefore[^1]) * shop.Lengths[0] / shop.Horizon;

    /// <summary>A programme for what is left to do and the machines left of each rate; patterns known so far compete first.</summary>
    public ColumnMaster Begin(int[] demand, int[] machines) =>
        new([.. demand.Select(n => (double)n)], [.. machines.Select(n => (double)n)], Lack);

    /// <summary>Solves it for a makespan; returns a value that no solution falls below.</summary>
    public double Solve(ColumnMaster master, int[] demand, int[] machines, int makespan, CancellationToken cancellationToken)
    {
        var bound = double.NegativeInfinity;
        for (var guard = 0; guard < 2_000; guard++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            FromPool(master, machines);
            var (entered, value) = (false, 0.0);
            for (var k = 0; k < demand.Length; k++) value += master.Duals[k] * demand[k];
            var fresh = new List<Pattern>();
            for (var rate = 0; rate < machines.Length; rate++)
            {
                if (machines[rate] == 0) continue;
                var (worth, pattern) = _pricing.Best(rate, makespan, master.Duals);
                value -= machines[rate] * worth;
                if (worth + master.Duals[demand.Length + rate] > 1e-6) fresh.Add(pattern);
            }
            bound = Math.Max(bound, value);
            foreach (var pattern in fresh)
            {
                _pool.Add(pattern);
                if (master.ReducedCost(pattern) > -1e-7) continue;
                master.Enter(pattern);
                entered = true;
            }
            if (!entered) break;
        }
        Thin(master);
        return bound;
    }

    private void FromPool(ColumnMaster master, int[] machines)
    {
        for (var guard = 0; guard < 5_000; guard++)
        {
            var (best, least) = ((Pattern?)null, -1e-6);
            foreach (var pattern in _pool)
            {
                if (machines[pattern.Rate] == 0) continue;
                var reduced = master.ReducedCost(pattern);
                if (reduced < least) (best, least) = (pattern, reduced);
            }
            if (best is null) return;
            master.Enter(best);
        }
    }

    private void Thin(ColumnMaster master)
    {
        if (_pool.Count <= LargestPool) return;
        _pool = [.. _pool.OrderBy(master.ReducedCost).Take(LargestPool / 2)];
    }
}
