using FactoryTwin.Events;
using FactoryTwin.Storage.Postgres;
using FactoryTwin.Testing;

namespace FactoryTwin.Storage.Tests.Postgres;

/// <summary>PostgreSQL's own dump, restored into another database, is the same store and takes further writes.</summary>
public sealed class BackupTests
{
    private static readonly History Trend = new("trend");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task A_dump_that_is_restored_elsewhere_is_the_same_store()
    {
        var server = await PostgresServer.SharedAsync();
        var samples = Enumerable.Range(0, 5_000).Select(i => new SeriesSample("p", new Sample(Start.AddMinutes(i * 10), i / 8.0, 1))).ToArray();
        await using (var store = await OpenAsync(server, "postgres"))
        {
            await store.WriteAsync(tx => tx.Append(Trend, samples[..4_000]), Ct);
            while (await store.CompressAsync(Trend, 1_000, Ct) > 0) { }
            await store.WriteAsync(tx => tx.Append(Trend, samples[4_000..]), Ct);
            await WriteAsync(store, 1);
        }

        var dump = Path.Combine(server.Host, "backup.dump");
        await server.RunToolAsync("pg_dump", "postgres", "--format=custom", "--schema=backup", $"--file={dump}");
        await server.ExecuteAsync("CREATE DATABASE restored ENCODING 'UTF8' TEMPLATE template0");
        await server.RunToolAsync("pg_restore", "restored", "--exit-on-error", dump);

        await using var restored = await OpenAsync(server, "restored");
        Assert.That(await restored.ReadSamplesAsync(Trend, "p", Start, Start.AddYears(1), 10_000, Ct), Is.EqualTo(samples.Select(each => each.Sample)));
        Assert.That(await restored.WriteAsync(tx => tx.Append(Trend, [samples[17], samples[^1]]), Ct), Is.All.EqualTo(AppendOutcome.Duplicate));
        await WriteAsync(restored, 2);
        Assert.That((await restored.ListAsync(Widgets.All, new ListQuery(10, Filter: "count >= 1", OrderBy: "count"), Ct)).Documents.Select(each => each.Value.Count), Is.EqualTo(new[] { 1, 2 }));
        Assert.That((await restored.Outbox.PeekAsync(10, Ct)).Select(each => each.Event.Id), Is.EqualTo(new[] { "1", "2" }));
        Assert.That(await restored.Offsets.GetOffsetAsync("group", "topic", 0, Ct), Is.EqualTo(2));
    }

    private static Task<int> WriteAsync(IStore store, int number) => store.WriteAsync(tx =>
    {
        tx.Put(Widgets.All, new Widget { Name = $"widgets/{number}", Count = number }, expectedEtag: "");
        tx.Publish("topic", new CloudEvent($"{number}", "s", "t", Start, "k", default));
        tx.SaveOffset("group", "topic", 0, number);
        return number;
    }, Ct);

    private static Task<IStore> OpenAsync(PostgresServer server, string database) =>
        PostgresStore.OpenAsync(new PostgresStoreOptions(server.Connect(PostgresServer.User, PostgresServer.Password, database), "backup"), TimeProvider.System, Ct);
}
