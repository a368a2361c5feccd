namespace FactoryTwin.Storage.Histories.Aggregates;

/// <summary>Aggregates from nothing but samples, for a store that has no shorter way. It reads every sample of the range.</summary>
internal static class SampleAggregates
{
    private const int Page = 10_000;
    private static readonly TimeSpan FirstLook = TimeSpan.FromHours(1);

    public static async ValueTask<IReadOnlyList<IReadOnlyList<Aggregate>>> ReadAsync(
        IStore store, History history, IReadOnlyList<string> series, AggregateQuery query, CancellationToken cancellationToken)
    {
        query.Check();
        var results = new List<IReadOnlyList<Aggregate>>(series.Count);
        foreach (var name in series)
            results.Add(await new SeriesSamples(store, history, name, cancellationToken).AggregateAsync(query));
        return results;
    }

    private sealed record SeriesSamples(IStore Store, History History, string Series, CancellationToken CancellationToken)
    {
        public async Task<IReadOnlyList<Aggregate>> AggregateAsync(AggregateQuery query)
        {
            var fold = new AggregateFold(query);
            var start = await LastCountedAsync(query) ?? query.Start;
            await foreach (var sample in From(start, DateTimeOffset.MaxValue))
            {
                fold.Add(Row.Of(sample));
                if (fold.IsDone)
                    break;
            }
            return fold.Finish();
        }

        /// <summary>The last sample before the range that counts, looked for in ever longer times.</summary>
        private async Task<DateTimeOffset?> LastCountedAsync(AggregateQuery query)
        {
            var end = query.Start;
            for (var look = FirstLook; end > DateTimeOffset.MinValue; look *= 8)
            {
                var start = end - DateTimeOffset.MinValue > look ? end - look : DateTimeOffset.MinValue;
                DateTimeOffset? last = null;
                await foreach (var sample in From(start, end))
                    last = query.Use.Takes(sample.Quality) ? sample.Time : last;
                if (last is not null)
                    return last;
                end = start;
            }
            return null;
        }

        private async IAsyncEnumerable<Sample> From(DateTimeOffset start, DateTimeOffset end)
        {
            while (start < end)
            {
                var page = await Store.ReadSamplesAsync(History, Series, start, end, Page, CancellationToken);
                foreach (var sample in page)
                    yield return sample;
                if (page.Count < Page)
                    yield break;
                start = page[^1].Time.AddTicks(1);
            }
        }
    }
}
