using FactoryTwin.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace FactoryTwin.Storage.Tests;

/// <summary>What is particular to a store in a file.</summary>
public sealed class SqliteFileTests
{
    private string directory = "";

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    private string FilePath => Path.Combine(directory, "store.db");

    [SetUp]
    public void MakeDirectory() => directory = Directory.CreateTempSubdirectory("factorytwin-storage-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(directory, recursive: true);

    [Test]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_was()
    {
        var bytes = new byte[20_000];
        new Random(1).NextBytes(bytes);
        await File.WriteAllBytesAsync(FilePath, bytes, Ct);

        var refused = await Assert.ThrowsAsync<StoreOpenException>(() => OpenAsync());
        Assert.That(refused!.Message, Does.StartWith($"The store '{FilePath}' cannot be opened").And.Contain("is damaged").And.Contain("restore a backup"));
        Assert.That(await File.ReadAllBytesAsync(FilePath, Ct), Is.EqualTo(bytes));
    }

    [Test]
    public async Task A_file_that_lost_its_pages_is_refused()
    {
        await using (var store = await OpenAsync())
            await store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named("widgets/a")), Ct);
        await using (var file = File.OpenWrite(FilePath))
        {
            file.Position = 100;
            await file.WriteAsync(new byte[4000], Ct);
        }

        var refused = await Assert.ThrowsAsync<StoreOpenException>(() => OpenAsync());
        Assert.That(refused!.Message, Does.Contain("is damaged"));
    }

    [Test]
    public async Task A_second_opener_is_refused_until_the_first_has_closed()
    {
        await using (await OpenAsync())
        {
            var refused = await Assert.ThrowsAsync<StoreOpenException>(() => OpenAsync());
            Assert.That(refused!.Message, Does.Contain(FilePath).And.Contain("another process has it open"));
        }
        await using var again = await OpenAsync();
    }

    [Test]
    public async Task A_lock_of_another_program_is_told_after_the_busy_timeout()
    {
        await using (await OpenAsync()) { }
        await using var other = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        await other.OpenAsync(Ct);
        await using var exclusive = other.CreateCommand();
        exclusive.CommandText = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE theirs (x);";
        await exclusive.ExecuteNonQueryAsync(Ct);

        var refused = await Assert.ThrowsAsync<StoreOpenException>(() => OpenAsync(busyTimeout: TimeSpan.FromMilliseconds(20)));
        Assert.That(refused!.Message, Does.Contain("another program holds a lock"));
    }

    [Test]
    public async Task A_place_that_cannot_hold_a_file_is_refused()
    {
        var directoryAsFile = await Assert.ThrowsAsync<StoreOpenException>(() => SqliteStore.OpenAsync(new SqliteStoreOptions(directory), TimeProvider.System, Ct));
        Assert.That(directoryAsFile!.Message, Does.Contain("it is a directory"));
        await File.WriteAllTextAsync(FilePath, "", Ct);
        var below = Path.Combine(FilePath, "store.db");
        var fileAsDirectory = await Assert.ThrowsAsync<StoreOpenException>(() => SqliteStore.OpenAsync(new SqliteStoreOptions(below), TimeProvider.System, Ct));
        Assert.That(fileAsDirectory!.Message, Does.Contain("Choose another data directory"));
    }

    [Test]
    public async Task The_log_stays_bounded_and_is_gone_after_closing()
    {
        const long limit = 256 << 10;
        await using (var store = await SqliteStore.OpenAsync(new SqliteStoreOptions(FilePath) { CheckpointBytes = limit }, TimeProvider.System, Ct))
        {
            for (var i = 0; i < 400; i++)
                await store.WriteAsync(tx => tx.Put(Widgets.All, new Widget { Name = "widgets/a", Colour = new string('x', 20_000) }), Ct);
            Assert.That(new FileInfo(FilePath + "-wal").Length, Is.LessThan(5 * limit));
        }
        Assert.That(File.Exists(FilePath + "-wal"), Is.False);
    }

    [Test]
    public async Task An_older_program_works_on_a_file_with_newer_tables_and_columns()
    {
        await using (var store = await OpenAsync())
            await store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named("widgets/a")), Ct);
        await using (var newer = new SqliteConnection($"Data Source={FilePath};Pooling=False"))
        {
            await newer.OpenAsync(Ct);
            await using var expand = newer.CreateCommand();
            expand.CommandText = "INSERT INTO schema_version VALUES (99, 'of the future', 0); ALTER TABLE outbox ADD COLUMN priority INTEGER; ALTER TABLE doc_widgets ADD COLUMN extra TEXT;";
            await expand.ExecuteNonQueryAsync(Ct);
        }

        await using var older = await OpenAsync();
        await older.WriteAsync(tx => { tx.Publish("t", new("1", "s", "t", default, "k", default)); return tx.Put(Widgets.All, Widgets.Named("widgets/b")); }, Ct);
        Assert.That((await older.ListAsync(Widgets.All, new ListQuery(10), Ct)).Documents, Has.Count.EqualTo(2));
        Assert.That(older.Outbox.Count, Is.EqualTo(1));
    }

    private Task<IStore> OpenAsync(TimeSpan? busyTimeout = null) =>
        SqliteStore.OpenAsync(new SqliteStoreOptions(FilePath) { BusyTimeout = busyTimeout ?? TimeSpan.FromSeconds(5) }, TimeProvider.System, Ct);
}
