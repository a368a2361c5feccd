using System.Globalization;
using FactoryTwin.Events;
using FactoryTwin.Storage.Postgres;
using FactoryTwin.Testing;

namespace FactoryTwin.Storage.Tests.Postgres;

/// <summary>Two processes on one schema, as two replicas of a service are: here two stores that know nothing of each other.</summary>
public sealed class SharedSchemaTests
{
    private static readonly History Trend = new("trend");
    private static int count;
    private IStore first = null!;
    private IStore second = null!;
    private string schema = "";

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public async Task OpenTwice()
    {
        schema = string.Create(CultureInfo.InvariantCulture, $"shared_{Interlocked.Increment(ref count)}");
        first = await OpenAsync();
        second = await OpenAsync();
    }

    [TearDown]
    public async Task Close()
    {
        await first.DisposeAsync();
        await second.DisposeAsync();
        await (await PostgresServer.SharedAsync()).ExecuteAsync($"DROP SCHEMA {schema} CASCADE");
    }

    [Test]
    public async Task Events_of_concurrent_writers_are_published_in_commit_order_and_none_is_passed_over()
    {
        const int writers = 8, writes = 60;
        // The relay's loop: takes what it sees and removes up to there. An id that became visible late would be removed unseen.
        var published = new List<string>();
        using var done = new CancellationTokenSource();
        var relay = Task.Run(async () =>
        {
            while (published.Count < writers * writes && !done.IsCancellationRequested)
            {
                foreach (var waiting in (await first.Outbox.PeekAsync(7, Ct)).Chunk(7))
                {
                    published.AddRange(waiting.Select(entry => entry.Event.Id));
                    await first.Outbox.RemoveAsync(waiting[^1].Id, Ct);
                }
            }
        }, Ct);

        // Each reads the number of the last and writes the next, without an etag: the numbers are the commits' order.
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var store = writer % 2 == 0 ? first : second;
            for (var i = 0; i < writes; i++)
            {
                await store.WriteAsync(tx =>
                {
                    var next = (tx.Get(Widgets.All, "widgets/counter")?.Value.Count ?? 0) + 1;
                    tx.Put(Widgets.All, new Widget { Name = "widgets/counter", Count = next });
                    tx.Publish("topic", new CloudEvent($"{next}", "s", "t", DateTimeOffset.UnixEpoch, "k", default));
                }, Ct);
            }
        }, Ct)));
        await relay.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        await done.CancelAsync();

        Assert.That((await first.GetAsync(Widgets.All, "widgets/counter", Ct))!.Value.Count, Is.EqualTo(writers * writes), "an update was lost");
        Assert.That(published, Is.EqualTo(Enumerable.Range(1, writers * writes).Select(i => $"{i}")));
    }

    [Test]
    public async Task One_of_two_publishes_and_the_other_takes_over_when_it_ends()
    {
        await second.WriteAsync(tx => tx.Publish("topic", new CloudEvent("1", "s", "t", DateTimeOffset.UnixEpoch, "k", default)), Ct);

        await first.Outbox.WaitAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.That(await first.Outbox.PeekAsync(10, Ct), Has.Count.EqualTo(1), "the first was not told of the other's event");
        Assert.That(await second.Outbox.PeekAsync(10, Ct), Is.Empty);

        await first.DisposeAsync();
        await Eventually.IsTrueAsync(async () => (await second.Outbox.PeekAsync(10, Ct)).Count == 1);
    }

    [Test]
    public async Task A_sample_is_added_once_whoever_comes_first()
    {
        var samples = Enumerable.Range(0, 200).Select(i => new SeriesSample($"p{i % 5}", new Sample(DateTimeOffset.UnixEpoch.AddSeconds(i), i, 1))).ToArray();
        var outcomes = new List<(SeriesSample Sample, AppendOutcome Outcome)>();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(writer => Task.Run(async () =>
        {
            var random = new Random(writer);
            var store = writer % 2 == 0 ? first : second;
            for (var i = 0; i < 40; i++)
            {
                var call = random.GetItems(samples, random.Next(1, 90));
                var answered = await store.WriteAsync(tx => tx.Append(Trend, call), Ct);
                lock (outcomes)
                    outcomes.AddRange(call.Zip(answered));
            }
        }, Ct)));

        Assert.That(outcomes.Where(o => o.Outcome == AppendOutcome.Added).Select(o => o.Sample), Is.EquivalentTo(outcomes.Select(o => o.Sample).Distinct()));
        Assert.That(outcomes.Where(o => o.Outcome == AppendOutcome.Conflict), Is.Empty);
        Assert.That(outcomes.Count(o => o.Outcome == AppendOutcome.Duplicate), Is.Positive);
    }

    [Test]
    public async Task A_filter_finds_what_an_older_program_wrote_without_the_index_meanwhile()
    {
        var plain = new Collection<Widget>("widgets", widget => widget.Name);
        await first.WriteAsync(tx => tx.Put(Widgets.All, new Widget { Name = "widgets/a", Colour = "red" }), Ct);
        for (var i = 0; i < 3; i++)
        {
            await second.WriteAsync(tx => tx.Put(plain, new Widget { Name = "widgets/a", Colour = "blue", Count = i }), Ct);
            var red = await first.ListAsync(Widgets.All, new ListQuery(10, Filter: "colour = red"), Ct);
            var counted = await first.ListAsync(Widgets.All, new ListQuery(10, Filter: $"count = {i}"), Ct);
            Assert.That((red.Documents.Count, counted.Documents.Count), Is.EqualTo((0, 1)));
        }
    }

    [Test]
    public async Task What_a_process_remembers_of_a_document_gives_way_to_what_another_wrote()
    {
        var etag = (await first.WriteAsync(tx => tx.Put(Widgets.All, new Widget { Name = "widgets/a", Count = 1 }), Ct)).Etag;
        Assert.That(await first.WriteAsync(tx => tx.Get(Widgets.All, "widgets/a")!.Value.Count, Ct), Is.EqualTo(1));

        await second.WriteAsync(tx => tx.Put(Widgets.All, new Widget { Name = "widgets/a", Count = 2 }), Ct);
        Assert.That(await first.WriteAsync(tx => tx.Get(Widgets.All, "widgets/a")!.Value.Count, Ct), Is.EqualTo(2));
        await Assert.ThrowsAsync<EtagMismatchException>(() => first.WriteAsync(tx => tx.Put(Widgets.All, new Widget { Name = "widgets/a" }, etag), Ct));

        await second.WriteAsync(tx => tx.Delete(Widgets.All, "widgets/a"), Ct);
        Assert.That(await first.WriteAsync(tx => tx.Get(Widgets.All, "widgets/a") is null, Ct), Is.True);
    }

    [Test]
    public async Task What_a_process_remembers_gives_way_to_a_change_by_hand_that_counts_the_turn_on()
    {
        await first.WriteAsync(tx => tx.Put(Widgets.All, new Widget { Name = "widgets/a", Count = 1 }), Ct);
        await (await PostgresServer.SharedAsync()).ExecuteAsync($"BEGIN; UPDATE {schema}.doc_widgets SET etag = 'by hand'; UPDATE {schema}.writer SET turn = turn + 1; COMMIT");
        Assert.That(await first.WriteAsync(tx => tx.Get(Widgets.All, "widgets/a")!.Etag, Ct), Is.EqualTo("by hand"));
    }

    private async Task<IStore> OpenAsync() =>
        await PostgresStore.OpenAsync(new PostgresStoreOptions((await PostgresServer.SharedAsync()).ConnectionString, schema) { PollInterval = TimeSpan.FromSeconds(1) }, TimeProvider.System, Ct);
}
