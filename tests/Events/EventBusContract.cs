using System.Collections.Concurrent;

namespace FactoryTwin.Events.Tests;

/// <summary>What every event bus must do, whatever stands behind it. A fixture says how to open one and how to open the same one again.</summary>
public abstract partial class EventBusContract
{
    private const string Topic = "plant.readings";
    private Bus _bus = null!;

    protected abstract Task<Bus> OpenAsync();

    /// <summary>Closes the bus and opens it again on what it stored.</summary>
    protected abstract Task<Bus> ReopenAsync(Bus bus);

    [SetUp]
    public async Task Open() => _bus = await OpenAsync();

    [TearDown]
    public async Task Close() => await _bus.DisposeAsync();

    [Test]
    public async Task Events_of_one_key_arrive_in_the_order_they_were_published()
    {
        var keys = Enumerable.Range(0, 12).Select(i => $"unit-{i}").ToList();
        await Task.WhenAll(keys.Select(async key =>
        {
            for (var i = 0; i < 20; i++) await Publish(Events.Numbered(key, i * 5, 5));
        }));
        var seen = new ConcurrentDictionary<string, List<int>>();

        await using var run = Run("g", batch =>
        {
            foreach (var e in batch.Events) seen.GetOrAdd(e.Event.Key, _ => []).Add(Events.NumberOf(e.Event));
        });

        await Eventually.BecomesTrue(() => seen.Count == 12 && seen.Values.All(list => list.Count == 100));
        Assert.That(seen.Values, Is.All.EqualTo(Enumerable.Range(0, 100)));
    }

    [Test]
    public async Task An_event_arrives_as_it_was_published()
    {
        var sent = Events.Numbered("unit-1", 7, 1)[0] with { Subject = "points/t-101 µ", TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
        var got = new ConcurrentQueue<CloudEvent>();
        await using var run = Run("g", batch => batch.Events.ToList().ForEach(e => got.Enqueue(e.Event)));

        await Publish([sent]);

        await Eventually.BecomesTrue(() => !got.IsEmpty);
        var received = got.Single();
        Assert.That(received with { Data = default }, Is.EqualTo(sent with { Data = default }));
        Assert.That(received.Data.ToArray(), Is.EqualTo(sent.Data.ToArray()));
    }

    [Test]
    public async Task A_handler_runs_in_the_trace_of_the_event_and_what_it_publishes_goes_on_with_it()
    {
        using var traces = new Traces();
        var got = new ConcurrentQueue<(string? Trace, string? Published)>();
        await using var run = Run("g", _ => got.Enqueue((Traces.Running, CloudEvent.Of(new Google.Protobuf.WellKnownTypes.Empty(), "/tests", "k", DateTimeOffset.UnixEpoch).TraceParent)));

        await Publish([Events.Numbered("unit-1", 7, 1)[0] with { TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" }]);

        await Eventually.BecomesTrue(() => !got.IsEmpty);
        Assert.That(got.Single().Trace, Is.EqualTo("0af7651916cd43dd8448eb211c80319c"));
        Assert.That(got.Single().Published, Does.StartWith("00-0af7651916cd43dd8448eb211c80319c-").And.Not.Contain("b7ad6b7169203331"));
    }

    [Test]
    public async Task Offsets_of_a_partition_have_no_gap()
    {
        await Publish([.. Enumerable.Range(0, 300).Select(i => Events.Numbered($"k{i}", i, 1)[0])]);
        var offsets = new ConcurrentDictionary<int, List<long>>();

        await using var run = Run("g", batch => offsets.GetOrAdd(batch.Partition, _ => []).AddRange(batch.Events.Select(e => e.Offset)));

        await Eventually.BecomesTrue(() => offsets.Values.Sum(list => list.Count) == 300);
        Assert.That(offsets, Has.Count.GreaterThan(1));
        Assert.That(offsets.Values, Is.All.Matches<List<long>>(list => list![0] == 0 && list[^1] == list.Count - 1 && list.Order().SequenceEqual(list)));
    }

    [Test]
    public async Task Each_group_gets_every_event()
    {
        var (first, second) = (new ConcurrentBag<int>(), new ConcurrentBag<int>());
        await using var a = Run("first", batch => Collect(first, batch));
        await Publish(Events.Numbered("k", 0, 50));
        await Eventually.BecomesTrue(() => first.Count == 50);

        await using var b = Run("second", batch => Collect(second, batch));

        await Eventually.BecomesTrue(() => second.Count == 50);
        Assert.That(second, Is.EquivalentTo(first));
    }

    [Test]
    public async Task Members_of_a_group_share_the_events_and_keep_the_order()
    {
        var seen = new ConcurrentQueue<int>();
        await using var a = Run("g", batch => Enqueue(seen, batch), maxBatch: 3);
        await using var b = Run("g", batch => Enqueue(seen, batch), maxBatch: 3);

        for (var i = 0; i < 40; i++) await Publish(Events.Numbered("k", i * 5, 5));

        await Eventually.BecomesTrue(() => seen.Count >= 200);
        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, 200)));
    }

    [Test]
    public async Task After_a_restart_a_group_goes_on_where_it_stopped()
    {
        var seen = new ConcurrentBag<int>();
        await Publish(Events.Numbered("k", 0, 30));
        await using (Run("g", batch => Collect(seen, batch))) await Eventually.BecomesTrue(() => seen.Count == 30);

        _bus = await ReopenAsync(_bus);
        await Publish(Events.Numbered("k", 30, 30));
        await using var again = Run("g", batch => Collect(seen, batch));

        await Eventually.BecomesTrue(() => seen.Count >= 60);
        Assert.That(seen, Is.EquivalentTo(Enumerable.Range(0, 60)));
    }

    [Test]
    public async Task What_was_not_handled_before_a_restart_comes_again()
    {
        await Publish(Events.Numbered("k", 0, 3));
        var reached = new TaskCompletionSource();
        await using (RunAsync("g", async (_, stop) =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, stop);
        })) await reached.Task;

        _bus = await ReopenAsync(_bus);
        var seen = new ConcurrentQueue<int>();
        await using var again = Run("g", batch => Enqueue(seen, batch));

        await Eventually.BecomesTrue(() => seen.Count == 3);
        Assert.That(seen, Is.EqualTo([0, 1, 2]));
    }

    [Test]
    public async Task The_offset_in_the_handlers_own_store_counts()
    {
        await Publish(Events.Numbered("k", 0, 10));
        var offsets = new OwnOffsets();
        var seen = new ConcurrentQueue<int>();
        await using (RunAsync("g", (batch, _) => Store(batch, offsets, seen), offsets)) await Eventually.BecomesTrue(() => seen.Count == 10);

        offsets.RewindBy(4);
        seen.Clear();
        _bus = await ReopenAsync(_bus);
        await using var again = RunAsync("g", (batch, _) => Store(batch, offsets, seen), offsets);

        await Eventually.BecomesTrue(() => seen.Count >= 4);
        Assert.That(seen, Is.EqualTo([6, 7, 8, 9]));
    }

    [Test]
    public async Task What_another_has_handled_meanwhile_is_passed_over()
    {
        var (offsets, seen) = (new OwnOffsets(), new ConcurrentQueue<int>());
        await Publish(Events.Numbered("k", 0, 10));

        await using var run = RunAsync("g", (batch, _) =>
        {
            // As if another process of the group had stored its effects up to the seventh just before.
            if (offsets.Of(batch.Partition) is null) offsets.Save(batch.Partition, 7);
            if (offsets.Of(batch.Partition) > batch.Events[0].Offset) throw new OffsetMovedException("g", batch.Topic, batch.Partition, batch.Events[0].Offset);
            return Store(batch, offsets, seen);
        }, offsets);
        await Publish(Events.Numbered("k", 10, 5));

        await Eventually.BecomesTrue(() => seen.Contains(14));
        Assert.That(seen, Is.EqualTo(Enumerable.Range(7, 8)));
    }

    [Test]
    public async Task A_blocked_group_does_not_hold_another_back_and_loses_nothing()
    {
        var gate = new TaskCompletionSource();
        var (slow, quick) = (new ConcurrentQueue<int>(), new ConcurrentQueue<int>());
        await using var a = RunAsync("slow", async (batch, stop) =>
        {
            await gate.Task.WaitAsync(stop);
            Enqueue(slow, batch);
        });
        await using var b = Run("quick", batch => Enqueue(quick, batch));

        // Far more than any buffer holds.
        const int count = 50_000;
        for (var i = 0; i < count; i += 1000) await Publish(Events.Numbered("k", i, 1000));

        await Eventually.BecomesTrue(() => quick.Count == count);
        Assert.That(slow, Is.Empty);
        gate.SetResult();
        await Eventually.BecomesTrue(() => slow.Count == count);
        Assert.That(slow, Is.EqualTo(Enumerable.Range(0, count)));
    }

    [Test]
    public async Task The_lag_of_a_group_is_what_it_has_not_handled()
    {
        var gate = new TaskCompletionSource();
        var handled = 0;
        await using var run = RunAsync("g", async (batch, stop) =>
        {
            if (handled >= 30) await gate.Task.WaitAsync(stop);
            handled += batch.Events.Count;
        }, maxBatch: 1);
        await Publish(Events.Numbered("k", 0, 100));

        await Eventually.BecomesTrue(() => Lag("g") == 70);
        gate.SetResult();
        await Eventually.BecomesTrue(() => Lag("g") == 0);
    }

    [Test]
    public async Task What_waits_for_a_slow_group_stays_bounded_in_memory()
    {
        var gate = new TaskCompletionSource();
        var taken = 0;
        await using var run = RunAsync("g", async (batch, stop) =>
        {
            await gate.Task.WaitAsync(stop);
            Interlocked.Add(ref taken, batch.Events.Count);
        });
        await Publish(Events.Sized("k", 10, 10_000));
        var before = GC.GetTotalMemory(forceFullCollection: true);

        // 30 MB wait for the handler; what the bus may hold of them is far less.
        for (var i = 0; i < 30; i++) await Publish(Events.Sized($"k{i}", 100, 10_000));

        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(12 << 20));
        gate.SetResult();
        await Eventually.BecomesTrue(() => taken == 3010);
    }

    private long Lag(string group) => ((IGroupLags)_bus.Owner).GetLags().Where(l => l.Topic == Topic && l.Group == group).Sum(l => l.Lag);

    protected ValueTask Publish(IReadOnlyList<CloudEvent> events) => _bus.Publisher.PublishAsync(Topic, events, CancellationToken.None);

    private static void Collect(ConcurrentBag<int> seen, EventBatch batch)
    {
        foreach (var e in batch.Events) seen.Add(Events.NumberOf(e.Event));
    }

    private static void Enqueue(ConcurrentQueue<int> seen, EventBatch batch)
    {
        foreach (var e in batch.Events) seen.Enqueue(Events.NumberOf(e.Event));
    }

    private static void Refuse(EventBatch batch, int poison, ConcurrentQueue<int> seen)
    {
        if (batch.Events.Any(e => Events.NumberOf(e.Event) == poison)) throw new InvalidDataException($"cannot take {poison}");
        Enqueue(seen, batch);
    }

    private static Task Store(EventBatch batch, OwnOffsets offsets, ConcurrentQueue<int> seen)
    {
        Enqueue(seen, batch);
        offsets.Save(batch.Partition, batch.NextOffset);
        return Task.CompletedTask;
    }

    private Running Run(string group, Action<EventBatch> handle, int maxBatch = 256) => RunAsync(
        group,
        (batch, _) =>
        {
            handle(batch);
            return Task.CompletedTask;
        },
        maxBatch: maxBatch);

    private Running RunAsync(string group, Func<EventBatch, CancellationToken, Task> handle, IOffsetStore? offsets = null, int maxBatch = 256) =>
        new(stop => _bus.Subscriber.RunAsync(
            new(Topic, group, handle) { Offsets = offsets, MaxBatchEvents = maxBatch, MaxAttempts = 3, RetryDelay = TimeSpan.FromTicks(1), IsTransient = e => e is TimeoutException }, stop));
}
