using System.Collections.Immutable;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Batching;

/// <summary>How long and how the search anneals.</summary>
/// <param name="Iterations">Moves tried.</param>
/// <param name="Seed">The same seed gives the same schedule.</param>
/// <param name="Rounds">How often it cools down, each time from the best schedule so far.</param>
public sealed record SearchEffort(long Iterations, int Seed = 1, int Rounds = 4);

/// <summary>
/// Batches on parallel machines by simulated annealing over several neighbourhoods. Every move is timed from the place of its change
/// until times are as before, so a move costs little however many jobs there are.
/// </summary>
public static class BatchSearch
{
    private const int Stretch = 1_000; // moves between two looks at the temperature and the token

    /// <summary>The best schedule found.</summary>
    /// <exception cref="ArgumentException">The shop holds a job that fits nowhere, more than 64 machines, or weighs the price of energy.</exception>
    /// <exception cref="InvalidOperationException">No schedule was found that keeps the machines' availability.</exception>
    public static ShopPlan Solve(Shop shop, SearchEffort effort, CancellationToken cancellationToken)
    {
        var arrays = new ShopArrays(shop);
        var state = FirstSchedule.Build(arrays);
        var best = new BestSchedule(state);
        var random = new FastRandom(effort.Seed);
        var moves = new Moves(state);
        for (var round = 0; round < effort.Rounds; round++)
        {
            Cool(state, moves, best, ref random, effort.Iterations / effort.Rounds, round == 0 ? 1 : 0.1, cancellationToken);
            best.Restore(state);
        }
        return best.ToPlan();
    }

    private static void Cool(
        BatchState state, Moves moves, BestSchedule best, ref FastRandom random, long iterations, double heat, CancellationToken cancellationToken)
    {
        var (hot, cold) = Temperatures(state.Shop);
        var temperature = Math.Max(cold, hot * heat);
        var cooling = Math.Pow(cold / temperature, (double)Stretch / Math.Max(Stretch, iterations));
        for (var done = 0L; done < iterations; done += Stretch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < Stretch; i++)
            {
                var before = state.Cost;
                var limit = before - (long)(temperature * Math.Log(random.Fraction()));
                if (!Try(moves, ref random) || state.Retime(limit) > limit)
                {
                    state.TakeBack();
                    continue;
                }
                state.Keep();
                if (state.Cost < best.Cost) best.Take(state);
            }
            temperature *= cooling;
        }
    }

    private static bool Try(Moves moves, ref FastRandom random) => random.Below(100) switch
    {
        < 30 => moves.JobToBatch(ref random),
        < 50 => moves.SwapJobs(ref random),
        < 75 => moves.MoveBatch(ref random),
        < 85 => moves.SwapBatches(ref random),
        < 92 => moves.JobToNewBatch(ref random),
        < 97 => moves.Merge(ref random),
        _ => moves.Invert(ref random),
    };

    /// <summary>From the dearest single change that is common to a fraction of the cheapest one.</summary>
    private static (double Hot, double Cold) Temperatures(ShopArrays shop)
    {
        double[] units = [.. new[] { shop.RunWeight * shop.Shortest.Average(), shop.TardyWeight, shop.SetUpCost.Average() }.Where(u => u > 0)];
        if (units.Length == 0) return (1, 1);
        double[] steps = [.. new[] { shop.RunWeight, shop.TardyWeight, shop.SetUpCost.Where(c => c > 0).DefaultIfEmpty(0).Min() }.Where(u => u > 0)];
        return (units.Max(), 0.1 * steps.Min());
    }
}
