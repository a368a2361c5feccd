using System.Runtime.CompilerServices;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Batching;

/// <summary>
/// Starts batches as early as their order lets them. No weight rewards a later start, so for a given order no other times are better.
/// </summary>
internal static class Timeline
{
    /// <summary>
    /// From a position on, at least to another, then until a batch ends as it did before; returns what that costs more. A batch that ends later never makes
    /// one after it end earlier, so from there on costs only rise: beyond <paramref name="most"/> the rest is left as it is.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Retime(BatchState state, UndoLog undo, int machine, int from, int to, long most)
    {
        var shop = state.Shop;
        var order = state.Sequence[machine];
        var (starts, ends) = (shop.IntervalStart[machine], shop.IntervalEnd[machine]);
        var (attribute, clock, interval) = (shop.Initial[machine], 0, 0);
        if (from > 0)
        {
            ref var before = ref state.Batches[order[from - 1]];
            (attribute, clock, interval) = (before.Attribute, before.End, before.Interval);
        }
        var more = 0L;
        for (var position = from; position < state.Length[machine]; position++)
        {
            var id = order[position];
            ref var batch = ref state.Batches[id];
            var pair = (attribute * shop.Attributes) + batch.Attribute;
            var setUp = shop.SetUpTime[pair];
            var start = Math.Max(clock + setUp, batch.Release);
            while (interval < starts.Length)
            {
                var earliest = Math.Max(start, starts[interval] + setUp);
                if (earliest + batch.Duration <= ends[interval])
                {
                    start = earliest;
                    break;
                }
                interval++;
            }
            var end = start + batch.Duration;
            var cost = (shop.RunWeight * batch.Duration) + shop.SetUpCost[pair] + (shop.TardyWeight * Tardy(state, id, ref batch, end));
            if (interval == starts.Length) cost += shop.Unplaceable;
            var (same, later) = (end == batch.End && interval == batch.Interval, end >= batch.End);
            if (!same || cost != batch.Cost)
            {
                undo.Timed(id, batch);
                more += cost - batch.Cost;
                (batch.End, batch.Interval, batch.Cost) = (end, interval, cost);
            }
            if (position > to && (same || (later && more > most))) break;
            (attribute, clock) = (batch.Attribute, end);
        }
        return more;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Tardy(BatchState state, int id, ref Batch batch, int end)
    {
        if (end <= batch.FirstLatest) return 0;
        if (end > batch.LastLatest) return batch.Count;
        var tardy = 0;
        foreach (var job in state.JobsOf(id)) tardy += end > state.Shop.Latest[job] ? 1 : 0;
        return tardy;
    }
}
