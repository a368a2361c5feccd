using FactoryTwin.Storage.Postgres;
using FactoryTwin.Testing;

namespace FactoryTwin.Storage.Tests.Postgres;

/// <summary>Old samples go by whole tables.</summary>
public sealed class RetentionTests
{
    private static readonly History Trend = new("trend");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task Tables_whose_time_is_over_are_dropped_but_not_one_with_a_series_newest_sample()
    {
        var server = await PostgresServer.SharedAsync();
        await using var store = await PostgresStore.OpenAsync(new PostgresStoreOptions(server.ConnectionString, "retention") { PartitionWidth = TimeSpan.FromDays(1) }, TimeProvider.System, Ct);
        var samples = Enumerable.Range(0, 240).Select(hour => At("p", hour)).Append(At("idle", 30)).ToArray();
        await store.WriteAsync(tx => tx.Append(Trend, samples), Ct);
        Assert.That(await TablesAsync(server), Is.EqualTo(10));

        while (await store.PruneAsync(Trend, Start.AddHours(204), 50, Ct) == 50)
        {
        }

        Assert.That(await TablesAsync(server), Is.EqualTo(3), "two of the last days and the day of the series that stands still");
        Assert.That((await store.ReadSamplesAsync(Trend, "p", Start, Start.AddYears(1), 1000, Ct)).Select(sample => sample.Value), Is.EqualTo(Enumerable.Range(204, 36).Select(hour => (double)hour)));
        Assert.That(await store.ReadSamplesAsync(Trend, "idle", Start, Start.AddYears(1), 10, Ct), Has.Count.EqualTo(1));
        Assert.That((await store.WriteAsync(tx => tx.Append(Trend, [At("p", 3), At("p", 239)]), Ct)), Is.EqualTo(new[] { AppendOutcome.Added, AppendOutcome.Duplicate }));
    }

    [Test]
    public async Task Times_far_off_share_a_table_at_each_end()
    {
        var server = await PostgresServer.SharedAsync();
        await using var store = await PostgresStore.OpenAsync(new PostgresStoreOptions(server.ConnectionString, "far_off"), TimeProvider.System, Ct);
        DateTimeOffset[] times = [DateTimeOffset.MinValue, Start.AddYears(-1000), Start.AddYears(-100), Start, Start.AddYears(500), DateTimeOffset.MaxValue];
        await store.WriteAsync(tx => tx.Append(Trend, [.. times.Select(time => new SeriesSample("p", new Sample(time, 1, 1)))]), Ct);
        Assert.That(await server.ExecuteAsync("SELECT count(*) FROM pg_inherits WHERE inhparent = 'far_off.history_trend'::regclass"), Is.EqualTo(3L));
        Assert.That((await store.ReadLastSamplesAsync(Trend, Ct))["p"].Time, Is.EqualTo(DateTimeOffset.MaxValue));
    }

    private static SeriesSample At(string series, int hour) => new(series, new Sample(Start.AddHours(hour), hour, 1));

    /// <summary>Days that have a table, of rows or of chunks.</summary>
    private static async Task<long> TablesAsync(PostgresServer server) =>
        (long)(await server.ExecuteAsync("""
            SELECT count(DISTINCT substring(c.relname FROM '[0-9]+$')) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent IN ('retention.history_trend'::regclass, 'retention.chunk_trend'::regclass)
            """))!;
}
