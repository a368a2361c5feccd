using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Histories.Aggregates;
using FactoryTwin.Storage.Postgres;
using FactoryTwin.Storage.Tests.Histories;
using FactoryTwin.Testing;

namespace FactoryTwin.Storage.Tests.Postgres;

/// <summary>A history over many tables by time, written and compressed by two processes in turn.</summary>
public sealed class ChunkTests
{
    private static readonly History Trend = new("trend");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task Samples_and_aggregates_are_those_of_a_dictionary_whoever_appends_compresses_and_prunes([Values(5, 6)] int seed)
    {
        var schema = $"chunks_{seed}";
        await using var first = await OpenAsync(schema);
        await using var second = await OpenAsync(schema);
        var random = new Random(seed);
        var twin = new SortedDictionary<long, Row>();
        for (var round = 0; round < 20; round++)
        {
            var store = random.Next(2) == 0 ? first : second;
            await AppendAsync(store, twin, [.. Enumerable.Range(0, random.Next(1, 400)).Select(i => AnyRow(random, round, i))]);
            if (random.Next(2) == 0)
                await (random.Next(2) == 0 ? first : second).CompressAsync(Trend, random.Next(1, 700), Ct);
            if (round == 13)
                await PruneAsync(second, twin, Start.AddMinutes(95));
            await CheckAsync(random.Next(2) == 0 ? first : second, [.. twin.Values], random);
        }
        while (await second.CompressAsync(Trend, 1_000, Ct) > 0) { }
        var server = await PostgresServer.SharedAsync();
        Assert.That(await server.ExecuteAsync($"SELECT count(*) FROM {schema}.history_trend"), Is.EqualTo(0L));
        Assert.That(await server.ExecuteAsync($"SELECT sum(count) FROM {schema}.chunk_trend"), Is.EqualTo((decimal)twin.Count));
        await CheckAsync(first, [.. twin.Values], random);
    }

    [Test]
    public async Task Rows_are_compressed_by_themselves_when_enough_wait_and_their_empty_tables_go()
    {
        await using var store = await OpenAsync("background", tail: 1_000);
        var rows = Enumerable.Range(0, 20_000).Select(i => new Row(Start.AddSeconds(i).UtcTicks, i % 100, 1)).ToList();
        foreach (var piece in rows.Chunk(500))
            await store.WriteAsync(tx => tx.Append(Trend, [.. piece.Select(row => new SeriesSample("p", row.ToSample()))]), Ct);

        var server = await PostgresServer.SharedAsync();
        await Eventually.IsTrueAsync(async () => (long)(await server.ExecuteAsync("SELECT count(*) FROM background.history_trend"))! < 1_000, because: "the rows are compressed");
        Assert.That((await store.ReadSamplesAsync(Trend, "p", Start, Start.AddDays(1), 30_000, Ct)).Select(Row.Of), Is.EqualTo(rows));
        while (await store.CompressAsync(Trend, 1_000, Ct) > 0) { }
        Assert.That(await server.ExecuteAsync("SELECT count(*) FROM pg_inherits WHERE inhparent = 'background.history_trend'::regclass"), Is.EqualTo(1L));
        Assert.That(await server.ExecuteAsync("SELECT max(octet_length(bytes)) < 2000 AND min(count) > 300 FROM background.chunk_trend"), Is.True);
    }

    [Test]
    public async Task A_backlog_of_many_times_the_limit_is_compressed_after_a_start()
    {
        await using (var before = await OpenAsync("backlog"))
        {
            var samples = Enumerable.Range(0, 60_000).Select(i => new SeriesSample($"p{i % 3}", new Sample(Start.AddSeconds(i / 3), i, 1))).ToArray();
            await before.WriteAsync(tx => tx.Append(Trend, samples), Ct);
        }
        await using var store = await OpenAsync("backlog", tail: 1_000);
        await store.ReadLastSamplesAsync(Trend, Ct);
        var server = await PostgresServer.SharedAsync();
        await Eventually.IsTrueAsync(async () => (long)(await server.ExecuteAsync("SELECT count(*) FROM backlog.history_trend"))! < 1_000, because: "all that waited is compressed");
    }

    [Test]
    public async Task A_query_over_much_time_reads_heads_and_few_samples()
    {
        await using var store = await OpenAsync("heads");
        var samples = Enumerable.Range(0, 12 * 3600).Select(i => new SeriesSample("p", new Sample(Start.AddSeconds(i), i % 7, 1))).ToArray();
        await store.WriteAsync(tx => tx.Append(Trend, samples), Ct);
        while (await store.CompressAsync(Trend, 100_000, Ct) > 0) { }
        // The bytes of the chunks within an interval are spoiled: who reads them fails.
        var server = await PostgresServer.SharedAsync();
        await server.ExecuteAsync($"UPDATE heads.chunk_trend SET bytes = 'spoiled' WHERE (start - {Start.UtcTicks}) / {TimeSpan.TicksPerHour * 6} = (finish - {Start.UtcTicks}) / {TimeSpan.TicksPerHour * 6}");

        var query = new AggregateQuery(Start, Start.AddHours(12), TimeSpan.FromHours(6));
        Assert.That((await store.AggregateAsync(Trend, ["p"], query, Ct)).Single().Select(each => each.Count), Is.EqualTo(new[] { 21_600, 21_600 }));
        await Assert.ThrowsAsync<InvalidDataException>(async () => await store.ReadSamplesAsync(Trend, "p", Start, Start.AddHours(1), 10, Ct));
    }

    private static Row AnyRow(Random random, int round, int i)
    {
        // Half go on at the end, half fall anywhere before; four hours in all, of which each has a table.
        var second = random.Next(2) == 0 ? (round * 700) + i : random.Next((round * 700) + 400);
        return new Row(Start.AddSeconds(second).UtcTicks, random.Next(-50, 50), random.Next(20) == 0 ? random.Next(4) : 1);
    }

    private static async Task AppendAsync(IStore store, SortedDictionary<long, Row> twin, List<Row> rows)
    {
        var outcomes = await store.WriteAsync(tx => tx.Append(Trend, [.. rows.Select(row => new SeriesSample("p", row.ToSample()))]), Ct);
        for (var i = 0; i < rows.Count; i++)
        {
            var expected = twin.TryAdd(rows[i].Time, rows[i]) ? AppendOutcome.Added
                : twin[rows[i].Time].SameContent(rows[i]) ? AppendOutcome.Duplicate : AppendOutcome.Conflict;
            Assert.That(outcomes[i], Is.EqualTo(expected));
        }
    }

    private static async Task PruneAsync(IStore store, SortedDictionary<long, Row> twin, DateTimeOffset before)
    {
        var old = twin.Keys.Where(time => time < before.UtcTicks).ToList();
        while (await store.PruneAsync(Trend, before, 300, Ct) == 300) { }
        old.ForEach(time => twin.Remove(time));
    }

    private static async Task CheckAsync(IStore store, Row[] rows, Random random)
    {
        Assert.That((await store.ReadSamplesAsync(Trend, "p", Start, Start.AddDays(1), 100_000, Ct)).Select(Row.Of), Is.EqualTo(rows));
        Assert.That(Row.Of((await store.ReadLastSamplesAsync(Trend, Ct))["p"]), Is.EqualTo(rows[^1]));
        var from = Start.AddSeconds(random.Next(-100, 12_000));
        var query = new AggregateQuery(from, from.AddSeconds(random.Next(200, 9_000)), TimeSpan.FromSeconds(random.Next(30, 3_000))) { Stepped = random.Next(2) == 0, Use = (QualityUse)random.Next(3) };
        PlainAggregates.AreEqual((await store.AggregateAsync(Trend, ["p"], query, Ct)).Single(), rows, query, $"{query}");
    }

    private static async Task<IStore> OpenAsync(string schema, int tail = 1 << 20) => await PostgresStore.OpenAsync(
        new PostgresStoreOptions((await PostgresServer.SharedAsync()).ConnectionString, schema) { PartitionWidth = TimeSpan.FromHours(1), HistoryTail = tail }, TimeProvider.System, Ct);
}
