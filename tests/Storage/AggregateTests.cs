using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Histories.Aggregates;
using FactoryTwin.Storage.Tests.Histories;

namespace FactoryTwin.Storage.Tests;

/// <summary>A store's aggregates are those of its samples, wherever it keeps them.</summary>
public sealed class AggregateTests(StoreAdapter adapter) : StoreContract(adapter)
{
    private static readonly History Trend = new("trend");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Aggregates_stay_those_of_the_samples_while_they_come_late_are_compressed_and_pruned()
    {
        var random = new Random(23);
        var all = new SortedDictionary<long, Row>();
        for (var round = 0; round < 12; round++)
        {
            // Two rounds in three go on at the end, one fills gaps of what is there.
            var rows = Enumerable.Range(0, 400).Select(i => RandomRow(random, round % 3 == 2 ? random.Next(round * 600) : (round * 600) + i)).ToList();
            var outcomes = await Store.WriteAsync(tx => tx.Append(Trend, [.. rows.Select(row => new SeriesSample("p", row.ToSample()))]), Ct);
            for (var i = 0; i < rows.Count; i++)
                Assert.That(outcomes[i] == AppendOutcome.Added, Is.EqualTo(all.TryAdd(rows[i].Time, rows[i])));
            if (round % 2 == 1) await Store.CompressAsync(Trend, 300, Ct);
            if (round == 6) await ReopenAsync();
            if (round == 9) await PruneAsync(all);
            await CheckAsync(random, [.. all.Values], round);
        }
    }

    [Test]
    public async Task Many_series_are_answered_in_their_order_and_an_unknown_one_is_empty()
    {
        await Store.WriteAsync(tx => tx.Append(Trend, [At("p", 0, 1), At("p", 5, 3), At("q", 1, 7)]), Ct);
        var answers = await Store.AggregateAsync(Trend, ["q", "unknown", "p", "q"], new AggregateQuery(Start, Start.AddSeconds(10), TimeSpan.FromSeconds(10)), Ct);
        Assert.That(answers.Select(each => each.Single().Average), Is.EqualTo(new double?[] { 7, null, 2, 7 }));
        Assert.That(answers[1].Single(), Is.EqualTo(new Aggregate { Start = Start }));
    }

    [Test]
    public async Task A_year_of_seconds_comes_down_to_buckets_that_count_every_sample()
    {
        const int count = 200_000;
        var numbers = Enumerable.Range(0, count).Select(i => At("p", i, i % 1000)).ToArray();
        foreach (var piece in numbers.Chunk(20_000))
            await Store.WriteAsync(tx => tx.Append(Trend, piece), Ct);
        while (await Store.CompressAsync(Trend, 50_000, Ct) > 0) { }
        var buckets = (await Store.AggregateAsync(Trend, ["p"], new AggregateQuery(Start, Start.AddSeconds(count), TimeSpan.FromSeconds(8_000)), Ct)).Single();
        Assert.That(buckets, Has.Count.EqualTo(25));
        Assert.That(buckets.Select(each => (each.Count, each.Minimum!.Value.Value, each.Maximum!.Value.Value, each.Average)), Is.All.EqualTo((8_000, 0.0, 999.0, (double?)499.5)));
        Assert.That(buckets.Select(each => each.Minimum!.Value.Time), Is.EqualTo(buckets.Select(each => each.Start)));
    }

    [Test]
    public async Task A_query_that_cannot_be_asked_is_refused()
    {
        await Assert.ThrowsAsync<InvalidQueryException>(async () => await Store.AggregateAsync(Trend, ["p"], new AggregateQuery(Start, Start, TimeSpan.FromSeconds(1)), Ct));
    }

    private async Task CheckAsync(Random random, Row[] rows, int round)
    {
        var from = random.Next(-200, 6_000);
        var query = new AggregateQuery(Start.AddSeconds(from), Start.AddSeconds(from + random.Next(100, 3_000)), TimeSpan.FromSeconds(random.Next(30, 1_500)))
        {
            Stepped = random.Next(2) == 0,
            Use = (QualityUse)random.Next(3),
        };
        PlainAggregates.AreEqual((await Store.AggregateAsync(Trend, ["p"], query, Ct)).Single(), rows, query, $"round {round}, {query}");
    }

    private async Task PruneAsync(SortedDictionary<long, Row> all)
    {
        var before = Start.AddSeconds(700);
        var old = all.Keys.Where(time => time < before.UtcTicks).ToList();
        Assert.That(await Store.PruneAsync(Trend, before, 100_000, Ct), Is.EqualTo(old.Count));
        old.ForEach(time => all.Remove(time));
    }

    private static Row RandomRow(Random random, int second) =>
        new(Start.AddSeconds(second).UtcTicks, random.Next(-50, 50), second is > 900 and < 4_000 && random.Next(30) == 0 ? random.Next(4) : 1);

    private static SeriesSample At(string series, int seconds, double value) => new(series, new Sample(Start.AddSeconds(seconds), value, 1));
}
