namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Batching;

/// <summary>Where the search begins: jobs by latest end, each into the first batch that takes it, else into a new one on its emptiest machine.</summary>
internal static class FirstSchedule
{
    public static BatchState Build(ShopArrays shop)
    {
        var state = new BatchState(shop);
        foreach (var job in Enumerable.Range(0, shop.Jobs).OrderBy(j => shop.Latest[j]).ThenBy(j => j)) Place(state, job);
        state.Retime();
        state.Keep();
        return state;
    }

    private static void Place(BatchState state, int job)
    {
        var shop = state.Shop;
        foreach (var machine in shop.EligibleList[job])
        {
            foreach (var batch in state.Sequence[machine].AsSpan(0, state.Length[machine]))
            {
                var b = state.Batches[batch];
                if (b.Attribute != shop.Attribute[job] || b.Size + shop.Size[job] > shop.Capacity[machine]) continue;
                if (b.Duration > shop.Longest[job] || shop.Shortest[job] > b.Limit) continue;
                state.Add(job, batch);
                return;
            }
        }
        var emptiest = shop.EligibleList[job].MinBy(m => state.Length[m]);
        state.Add(job, state.Open(emptiest, state.Length[emptiest], shop.Attribute[job]));
    }
}
