using FactoryTwin.Events;
using FactoryTwin.Storage.Postgres;
using FactoryTwin.Testing;
using Npgsql;

namespace FactoryTwin.Storage.Tests.Postgres;

/// <summary>The server or the way to it is lost, at the worst moments.</summary>
public sealed class LostConnectionTests
{
    private const string EndWriters = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'factorytwin {0} writer'";

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task A_connection_lost_within_a_transaction_fails_it_whole_and_the_next_write_goes_through()
    {
        await using var store = await OpenAsync((await PostgresServer.SharedAsync()).ConnectionString, "lost_within");
        await store.WriteAsync(tx => tx.Put(Widgets.All, new Widget { Name = "widgets/a", Count = 1 }), Ct);

        var lost = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteAsync(tx =>
        {
            tx.Get(Widgets.All, "widgets/a");
            tx.Put(Widgets.All, new Widget { Name = "widgets/a", Count = 2 });
            tx.Publish("topic", Event("1"));
            End("lost_within");
            tx.Get(Widgets.All, "widgets/b");
        }, Ct));

        Assert.That(lost!.Message, Does.Contain("lost_within"));
        Assert.That((await store.GetAsync(Widgets.All, "widgets/a", Ct))!.Value.Count, Is.EqualTo(1));
        await store.WriteAsync(tx => { tx.Publish("topic", Event("2")); return tx.Put(Widgets.All, new Widget { Name = "widgets/a", Count = 3 }); }, Ct);
        await Eventually.IsTrueAsync(async () => (await store.Outbox.PeekAsync(10, Ct)).Select(entry => entry.Event.Id).SequenceEqual(["2"]));
        Assert.That(store.Outbox.Count, Is.EqualTo(1));
    }

    [TestCase(0, Description = "The commit is sent as text.")]
    [TestCase(4, Description = "The commit is a prepared statement.")]
    public async Task A_commit_whose_answer_is_lost_is_told_as_what_it_is(int before)
    {
        var server = await PostgresServer.SharedAsync();
        using var proxy = new CuttingProxy(server.Host);
        await using var store = await OpenAsync(proxy.Connection(server.ConnectionString), $"lost_answer_{before}");
        for (var i = 0; i < before; i++)
            await store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named($"widgets/before{i}")), Ct);

        proxy.CutNextCommit();
        var stored = await store.WriteAsync(tx => { tx.Publish("topic", Event("1")); return tx.Put(Widgets.All, Widgets.Named("widgets/a"), expectedEtag: ""); }, Ct);

        Assert.That(proxy.Cuts, Is.EqualTo(1), "nothing was cut, so nothing was proven");
        Assert.That((await store.GetAsync(Widgets.All, "widgets/a", Ct))!.Etag, Is.EqualTo(stored.Etag));
        Assert.That(await server.ExecuteAsync($"SELECT count(*) FROM lost_answer_{before}.outbox"), Is.EqualTo(1L));
    }

    [Test]
    public async Task A_commit_that_the_server_gave_up_is_told_as_failed()
    {
        var server = await PostgresServer.SharedAsync();
        await using var store = await OpenAsync(server.ConnectionString, "lost_commit");
        await store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named("widgets/a")), Ct);
        // Ends its own connection while it commits.
        await server.ExecuteAsync("""
            CREATE FUNCTION lost_commit.die() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER die AFTER INSERT ON lost_commit.outbox DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION lost_commit.die();
            """);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteAsync(tx =>
        {
            tx.Publish("topic", Event("1"));
            tx.Put(Widgets.All, Widgets.Named("widgets/b"));
        }, Ct));

        Assert.That(await store.GetAsync(Widgets.All, "widgets/b", Ct), Is.Null);
        await store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named("widgets/c")), Ct);
    }

    [Test]
    public async Task A_server_that_crashes_under_load_and_comes_back_has_all_that_was_acknowledged()
    {
        await using var server = await PostgresServer.StartInMemoryAsync();
        await using var store = await PostgresStore.OpenAsync(
            new PostgresStoreOptions(server.ConnectionString, "crashed") { OutcomeLimit = TimeSpan.FromSeconds(2) }, TimeProvider.System, Ct);
        var acknowledged = new Dictionary<int, int>();
        using var stop = new CancellationTokenSource();
        var refusals = 0;
        var writing = Task.WhenAll(Enumerable.Range(0, Crash.Ledger.Writers).Select(writer => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    var next = await Crash.Ledger.NextAsync(store, writer);
                    await store.WriteAsync(tx => Crash.Ledger.Write(tx, writer, next), Ct);
                    lock (acknowledged)
                        acknowledged[writer] = next;
                }
                catch (StoreUnavailableException)
                {
                    Interlocked.Increment(ref refusals);
                    await Task.Delay(20, Ct);
                }
            }
        }, Ct)));

        for (var round = 0; round < 3; round++)
        {
            var target = Total() + 100;
            await Eventually.IsTrueAsync(() => Total() > target || writing.IsCompleted, because: "the writers go on");
            await server.CrashAsync();
            var refused = refusals;
            if (round == 1)
                await Eventually.IsTrueAsync(() => refusals > refused || writing.IsCompleted, because: "the writers are told");
            await server.StartAgainAsync();
        }
        var last = Total() + 50;
        await Eventually.IsTrueAsync(() => Total() > last || writing.IsCompleted, because: "the writers go on after the last crash");
        await stop.CancelAsync();
        await writing;

        await Crash.Ledger.CheckAsync(store, acknowledged, Ct);

        int Total()
        {
            lock (acknowledged)
                return acknowledged.Values.Sum();
        }
    }

    private static CloudEvent Event(string id) => new(id, "s", "t", DateTimeOffset.UnixEpoch, "k", default);

    private static void End(string schema) =>
        PostgresServer.SharedAsync().Result.ExecuteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, EndWriters, schema)).Wait(Ct);

    private static Task<IStore> OpenAsync(string connection, string schema) =>
        PostgresStore.OpenAsync(new PostgresStoreOptions(connection, schema), TimeProvider.System, Ct);
}
