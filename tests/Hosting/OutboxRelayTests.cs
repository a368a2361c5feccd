using System.Diagnostics.Metrics;
using FactoryTwin.Events;
using FactoryTwin.Hosting.Outbox;
using FactoryTwin.Storage;
using FactoryTwin.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FactoryTwin.Hosting.Tests;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OutboxRelayTests
{
    private readonly FakeTimeProvider time = new();
    private readonly FakeOutbox outbox = new();
    private readonly FakeBus bus = new();
    private ServiceProvider services = null!;
    private OutboxRelay relay = null!;

    [SetUp]
    public void Create()
    {
        services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        relay = new OutboxRelay("orders", () => outbox, bus, time, services.GetRequiredService<IMeterFactory>(), NullLogger<OutboxRelay>.Instance);
    }

    [TearDown]
    public void Dispose()
    {
        relay.Dispose();
        services.Dispose();
    }

    [Test]
    public async Task Events_are_published_in_commit_order_across_topics_and_batches()
    {
        outbox.Commit(Enumerable.Range(0, 1000).Select(i => (i % 3 == 0 ? "a" : "b", i)));

        await relay.StartAsync(CancellationToken.None);
        await Eventually.IsTrueAsync(() => outbox.Count == 0);
        await relay.StopAsync(CancellationToken.None);

        Assert.That(bus.Published.Select(p => p.Id), Is.EqualTo(Enumerable.Range(0, 1000).Select(i => i.ToString())));
        Assert.That(bus.Published.Select(p => p.Topic), Is.EqualTo(Enumerable.Range(0, 1000).Select(i => i % 3 == 0 ? "a" : "b")));
    }

    [Test]
    public async Task What_is_committed_later_wakes_the_relay()
    {
        await relay.StartAsync(CancellationToken.None);
        outbox.Commit([("a", 0)]);
        await Eventually.IsTrueAsync(() => bus.Published.Count == 1);
        outbox.Commit([("a", 1)]);
        await Eventually.IsTrueAsync(() => bus.Published.Count == 2 && outbox.Count == 0);
        await relay.StopAsync(CancellationToken.None);
    }

    [Test]
    public async Task A_failing_bus_loses_nothing_and_breaks_no_order()
    {
        bus.FailuresLeft = 7;
        bus.AcceptsHalfBeforeFailing = true;
        outbox.Commit(Enumerable.Range(0, 20).Select(i => ("a", i)));

        await relay.StartAsync(CancellationToken.None);
        await Eventually.IsTrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            return outbox.Count == 0;
        });
        await relay.StopAsync(CancellationToken.None);

        // At least once: repeats are allowed, and without them the order is the commit's.
        Assert.That(bus.Published.Select(p => p.Id).Distinct(), Is.EqualTo(Enumerable.Range(0, 20).Select(i => i.ToString())));
        Assert.That(bus.Published.Count, Is.GreaterThan(20), "the failures were real");
    }

    [Test]
    public async Task A_store_that_is_away_is_waited_for()
    {
        outbox.PeeksThatFail = 3;
        outbox.Commit([("a", 0)]);

        await relay.StartAsync(CancellationToken.None);
        await Eventually.IsTrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            return outbox.Count == 0 || relay.ExecuteTask!.IsCompleted;
        });

        Assert.That(bus.Published.Select(p => p.Id), Is.EqualTo(new[] { "0" }));
        Assert.That(outbox.PeeksThatFail, Is.Zero, "the failures were real");
        await relay.StopAsync(CancellationToken.None);
    }

    [Test]
    public async Task An_entry_stays_in_the_outbox_until_the_bus_has_it()
    {
        bus.FailuresLeft = int.MaxValue;
        outbox.Commit([("a", 0), ("a", 1)]);

        await relay.StartAsync(CancellationToken.None);
        await Eventually.IsTrueAsync(() => bus.Attempts > 0);

        Assert.That(outbox.Count, Is.EqualTo(2));
        await relay.StopAsync(new CancellationToken(canceled: true));
        Assert.That(outbox.Count, Is.EqualTo(2), "what could not be published is there after the restart");
    }

    [Test]
    public async Task A_stop_publishes_what_was_committed_before_it()
    {
        bus.Gate = new TaskCompletionSource();
        outbox.Commit([("a", 0)]);
        await relay.StartAsync(CancellationToken.None);
        await Eventually.IsTrueAsync(() => bus.Attempts == 1);
        outbox.Commit([("a", 1), ("a", 2)]);

        var stop = relay.StopAsync(CancellationToken.None);
        bus.Gate.SetResult();
        await stop;

        Assert.That(bus.Published.Select(p => p.Id), Is.EqualTo(new[] { "0", "1", "2" }));
        Assert.That(outbox.Count, Is.Zero);
    }

    private sealed class FakeOutbox : IOutbox
    {
        private readonly Lock gate = new();
        private readonly SortedDictionary<long, OutboxEntry> entries = [];
        private readonly SemaphoreSlim signal = new(0);
        private long next = 1;

        public int PeeksThatFail { get; set; }

        public long Count
        {
            get { lock (gate) return entries.Count; }
        }

        public void Commit(IEnumerable<(string Topic, int Number)> events)
        {
            lock (gate)
            {
                foreach (var (topic, number) in events)
                {
                    var e = new CloudEvent(number.ToString(), "/services/orders", "test", DateTimeOffset.UnixEpoch, "key", ReadOnlyMemory<byte>.Empty);
                    entries[next] = new OutboxEntry(next++, topic, e);
                }
            }
            signal.Release();
        }

        public ValueTask<IReadOnlyList<OutboxEntry>> PeekAsync(int limit, CancellationToken cancellationToken)
        {
            lock (gate)
            {
                if (PeeksThatFail > 0 && PeeksThatFail-- > 0)
                    throw new StoreUnavailableException("away");
                return new([.. entries.Values.Take(limit)]);
            }
        }

        public ValueTask RemoveAsync(long throughId, CancellationToken cancellationToken)
        {
            lock (gate)
            {
                foreach (var id in entries.Keys.TakeWhile(id => id <= throughId).ToArray())
                    entries.Remove(id);
            }
            return default;
        }

        public ValueTask WaitAsync(CancellationToken cancellationToken) => new(signal.WaitAsync(cancellationToken));
    }

    private sealed class FakeBus : IEventPublisher
    {
        private readonly Lock gate = new();
        private readonly List<(string Topic, string Id)> published = [];

        public int Attempts { get; private set; }

        public int FailuresLeft { get; set; }

        public bool AcceptsHalfBeforeFailing { get; set; }

        public TaskCompletionSource? Gate { get; set; }

        public IReadOnlyList<(string Topic, string Id)> Published
        {
            get { lock (gate) return [.. published]; }
        }

        public async ValueTask PublishAsync(string topic, IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken)
        {
            lock (gate)
                Attempts++;
            if (Gate is { } closed)
                await closed.Task.WaitAsync(cancellationToken);
            lock (gate)
            {
                var fails = FailuresLeft > 0;
                var accepted = !fails ? events.Count : AcceptsHalfBeforeFailing ? events.Count / 2 : 0;
                published.AddRange(events.Take(accepted).Select(e => (topic, e.Id)));
                if (!fails)
                    return;
                FailuresLeft--;
            }
            throw new IOException("the bus is away");
        }
    }
}
