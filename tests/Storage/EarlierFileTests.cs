using FactoryTwin.Storage.Histories.Aggregates;
using FactoryTwin.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace FactoryTwin.Storage.Tests;

/// <summary>Files of programs that kept a row for each sample, made by the statements of those programs.</summary>
public sealed class EarlierFileTests
{
    private static readonly History Trend = new("trend");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private string directory = "";

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    private string FilePath => Path.Combine(directory, "store.db");

    [SetUp]
    public async Task MakeFile()
    {
        directory = Directory.CreateTempSubdirectory("factorytwin-earlier-").FullName;
        await using (await SqliteStore.OpenAsync(new SqliteStoreOptions(FilePath), TimeProvider.System, Ct)) { }
        await using var file = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        await file.OpenAsync(Ct);
        await using var statements = file.CreateCommand();
        statements.CommandText = """
            CREATE TABLE IF NOT EXISTS series_trend (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
            CREATE TABLE IF NOT EXISTS history_trend (series INTEGER NOT NULL, time INTEGER NOT NULL, value INTEGER NOT NULL, quality INTEGER NOT NULL,
              PRIMARY KEY (series, time)) WITHOUT ROWID;
            """;
        await statements.ExecuteNonQueryAsync(Ct);
        await using var transaction = await file.BeginTransactionAsync(Ct);
        statements.Transaction = (Microsoft.Data.Sqlite.SqliteTransaction)transaction;
        foreach (var (series, number) in new[] { ("p", 20_000), ("q", 3) })
        {
            statements.CommandText = $"INSERT INTO series_trend (name) VALUES ('{series}') ON CONFLICT DO UPDATE SET name = name RETURNING id";
            var key = (long)(await statements.ExecuteScalarAsync(Ct))!;
            for (var i = 0; i < number; i++)
            {
                statements.CommandText = $"INSERT OR IGNORE INTO history_trend VALUES ({key}, {Start.AddSeconds(i).Ticks}, {BitConverter.DoubleToInt64Bits(i * 0.5)}, 1)";
                await statements.ExecuteNonQueryAsync(Ct);
            }
        }
        await transaction.CommitAsync(Ct);
    }

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(directory, recursive: true);

    [Test]
    public async Task Its_samples_are_there_before_while_and_after_they_are_moved_and_take_part_in_outcomes()
    {
        await using (var store = await OpenAsync())
        {
            await CheckAsync(store, first: 0);
            Assert.That(
                await AppendAsync(store, (5, 2.5), (5, 3), (20_000, 1), (-1, 1)),
                Is.EqualTo(new[] { AppendOutcome.Duplicate, AppendOutcome.Conflict, AppendOutcome.Added, AppendOutcome.Added }));
            while (await store.CompressAsync(Trend, 4_000, Ct) > 0)
                await CheckAsync(store, first: 0);
            Assert.That(await AppendAsync(store, (5, 2.5), (5, 3), (20_000, 1)), Is.EqualTo(new[] { AppendOutcome.Duplicate, AppendOutcome.Conflict, AppendOutcome.Duplicate }));
        }
        await using (var again = await OpenAsync())
            await CheckAsync(again, first: 0);
        Assert.That(await CountAsync("history_trend"), Is.Zero, "what is moved is not kept twice");
        Assert.That(await CountAsync("chunk_trend"), Is.GreaterThan(10));
    }

    [Test]
    public async Task Pruning_counts_each_of_its_samples_once()
    {
        await using var store = await OpenAsync();
        Assert.That(await store.PruneAsync(Trend, Start.AddSeconds(1_000), 100_000, Ct), Is.EqualTo(1_002), "1,000 of p, and all of q but its newest");
        Assert.That((await store.ReadSamplesAsync(Trend, "q", Start, Start.AddDays(1), 10, Ct)).Select(sample => sample.Value), Is.EqualTo(new[] { 1.0 }));
        await CheckAsync(store, first: 1_000);
    }

    private static async Task CheckAsync(IStore store, int first)
    {
        var samples = await store.ReadSamplesAsync(Trend, "p", Start, Start.AddSeconds(20_000), 100_000, Ct);
        Assert.That(samples.Select(sample => sample.Value).SequenceEqual(Enumerable.Range(first, 20_000 - first).Select(i => i * 0.5)));
        var query = new AggregateQuery(Start.AddSeconds(4_000), Start.AddSeconds(20_000), TimeSpan.FromSeconds(4_000));
        var aggregates = (await store.AggregateAsync(Trend, ["p"], query, Ct)).Single();
        Assert.That(aggregates.Select(each => (each.Count, each.Average)), Is.EqualTo(Enumerable.Range(1, 4).Select(i => (4_000, (double?)((i * 2_000) + 999.75)))));
        Assert.That((await store.ReadLastSamplesAsync(Trend, Ct)).Keys, Is.EquivalentTo(new[] { "p", "q" }));
    }

    private Task<IStore> OpenAsync() => SqliteStore.OpenAsync(new SqliteStoreOptions(FilePath), TimeProvider.System, Ct);

    private static Task<AppendOutcome[]> AppendAsync(IStore store, params (int Second, double Value)[] samples) =>
        store.WriteAsync(tx => tx.Append(Trend, [.. samples.Select(each => new SeriesSample("p", new Sample(Start.AddSeconds(each.Second), each.Value, 1)))]), Ct);

    private async Task<long> CountAsync(string table)
    {
        await using var file = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        await file.OpenAsync(Ct);
        await using var count = file.CreateCommand();
        count.CommandText = $"SELECT count(*) FROM {table}";
        return (long)(await count.ExecuteScalarAsync(Ct))!;
    }
}
