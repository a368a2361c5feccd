using FactoryTwin.Storage.Sqlite;
using SqliteException = Microsoft.Data.Sqlite.SqliteException;

namespace FactoryTwin.Storage.Tests;

/// <summary>Commits that fail and disks that are full.</summary>
public sealed class SqliteFailureTests
{
    private static readonly History Trend = new("trend");
    private string directory = "";
    private IStore store = null!;

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public async Task OpenStore()
    {
        directory = Directory.CreateTempSubdirectory("factorytwin-storage-").FullName;
        // All that waits shares one commit, however slow the machine is.
        var options = new SqliteStoreOptions(Path.Combine(directory, "store.db")) { MaxBatchTime = TimeSpan.FromMinutes(1) };
        store = await SqliteStore.OpenAsync(options, TimeProvider.System, Ct);
    }

    [TearDown]
    public async Task CloseStore()
    {
        await store.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Test]
    public async Task A_failed_commit_fails_all_its_writes_and_leaves_no_trace_in_caches()
    {
        // A deferred constraint is checked by COMMIT and by nothing before.
        await store.WriteAsync(tx => Sql(tx, "CREATE TABLE child (parent INTEGER REFERENCES schema_version (version) DEFERRABLE INITIALLY DEFERRED)"), Ct);
        using var gate = await Gate.CloseAsync(store);
        var good = store.WriteAsync(tx =>
        {
            tx.Publish("t", new("1", "s", "t", default, "k", default));
            tx.Put(Widgets.All, Widgets.Named("widgets/a"));
            return tx.Append(Trend, [new SeriesSample("p", new Sample(DateTimeOffset.UnixEpoch, 1, 1))]);
        }, Ct);
        var failing = store.WriteAsync(_ => throw new FormatException(), Ct);
        var breaking = store.WriteAsync(tx => Sql(tx, "INSERT INTO child VALUES (-1)"), Ct);
        gate.Open();

        foreach (var write in new[] { gate.Held, good, failing, breaking })
            Assert.That((await Assert.ThrowsAsync<SqliteException>(() => write))!.Message, Does.Contain("FOREIGN KEY"));
        Assert.That(store.Outbox.Count, Is.Zero);
        Assert.That(await store.GetAsync(Widgets.All, "widgets/a", Ct), Is.Null);
        Assert.That(await store.ReadLastSamplesAsync(Trend, Ct), Is.Empty);
        await store.WriteAsync(tx => tx.Append(Trend, [new SeriesSample("p", new Sample(DateTimeOffset.UnixEpoch, 1, 1))]), Ct);
        Assert.That(await store.ReadLastSamplesAsync(Trend, Ct), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_full_disk_fails_the_write_and_the_store_goes_on_once_there_is_room()
    {
        await store.WriteAsync(tx => tx.Put(Widgets.All, new Widget { Name = "widgets/a", Count = 1 }), Ct);
        await store.WriteAsync(tx => Sql(tx, "PRAGMA max_page_count = 60"), Ct);
        var large = new Widget { Name = "widgets/a", Count = 2, Colour = new string('x', 400_000) };

        var full = await Assert.ThrowsAsync<SqliteException>(() => store.WriteAsync(tx => tx.Put(Widgets.All, large), Ct));
        Assert.That(full!.SqliteErrorCode, Is.EqualTo(SQLitePCL.raw.SQLITE_FULL));
        Assert.That((await store.GetAsync(Widgets.All, "widgets/a", Ct))!.Value.Count, Is.EqualTo(1));

        await store.WriteAsync(tx => Sql(tx, "PRAGMA max_page_count = 100000"), Ct);
        await store.WriteAsync(tx => tx.Put(Widgets.All, large), Ct);
        Assert.That((await store.GetAsync(Widgets.All, "widgets/a", Ct))!.Value, Is.EqualTo(large));
    }

    private static void Sql(IStoreTransaction transaction, string sql) => ((SqliteTransaction)transaction).Database.Execute(sql);
}
