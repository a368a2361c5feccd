using System.Collections.Concurrent;
using System.Diagnostics;

namespace FactoryTwin.Events.Tests.Kafka;

/// <summary>Brokers that fail, and handlers that take their time.</summary>
public sealed class KafkaTroubleTests : KafkaFixture
{
    private const string Topic = "plant.readings";
    private const short Produce = 0;
    private const int NotLeader = 6;
    private const int RequestTimedOut = 7;

    [Test]
    public async Task Lost_brokers_are_told_and_heal_without_a_restart_and_nothing_is_lost_or_doubled()
    {
        await using var bus = await OpenAsync();
        var seen = new ConcurrentQueue<int>();
        var offsets = new OwnOffsets();
        await using var run = new Running(stop => bus.RunAsync(new(Topic, "g", (batch, _) => Store(batch, offsets, seen)) { Offsets = offsets }, stop));
        await bus.PublishAsync(Topic, Events.Numbered("k", 0, 100), CancellationToken.None);
        await Eventually.BecomesTrue(() => seen.Count == 100);
        Assert.That(bus.Health.Connected, Is.True);

        Cluster.TakeDown();
        var waiting = bus.PublishAsync(Topic, Events.Numbered("k", 100, 100), CancellationToken.None);
        await Eventually.BecomesTrue(() => !bus.Health.Connected);
        Assert.That(bus.Health.Detail, Does.StartWith("no broker has answered since"));
        Assert.That(waiting.IsCompleted, Is.False);

        Cluster.BringUp();
        await Eventually.BecomesTrue(() => bus.Health.Connected);
        await waiting;
        await Eventually.BecomesTrue(() => seen.Count >= 200);
        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, 200)));
    }

    [Test]
    public async Task What_a_broker_refuses_for_the_moment_is_sent_again_once_and_in_order()
    {
        await using var bus = await OpenAsync();
        var seen = new ConcurrentQueue<int>();
        await using var run = new Running(stop => bus.RunAsync(new(Topic, "g", (batch, _) => Take(seen, batch)), stop));

        for (var i = 0; i < 20; i++)
        {
            Cluster.FailNext(Produce, NotLeader, RequestTimedOut);
            await bus.PublishAsync(Topic, Events.Numbered("k", i * 50, 50), CancellationToken.None);
        }

        await Eventually.BecomesTrue(() => seen.Count >= 1000);
        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, 1000)));
    }

    [Test]
    public async Task A_publish_that_no_broker_takes_in_time_fails_and_says_so()
    {
        await using var bus = await OpenAsync(o => o.PublishTimeout = TimeSpan.FromSeconds(1));
        await Eventually.BecomesTrue(() => IsTaken(0)); // the first has to find the brokers within its second

        Cluster.TakeDown();
        Assert.That(async () => await bus.PublishAsync(Topic, Events.Numbered("k", 1, 1), CancellationToken.None), Throws.TypeOf<TimeoutException>().With.Message.Contain(Topic));
        using var cancel = new CancellationTokenSource();
        var cancelled = bus.PublishAsync(Topic, Events.Numbered("k", 2, 1), cancel.Token).AsTask();
        await cancel.CancelAsync();
        Assert.That(async () => await cancelled, Throws.InstanceOf<OperationCanceledException>());
        Cluster.BringUp();

        await Eventually.BecomesTrue(() => IsTaken(3));

        bool IsTaken(int number) =>
            bus.PublishAsync(Topic, Events.Numbered("k", number, 1), CancellationToken.None).AsTask().ContinueWith(t => t.IsCompletedSuccessfully, TaskScheduler.Default).Result;
    }

    [Test]
    public async Task A_handler_that_blocks_for_longer_than_its_session_keeps_its_partitions_and_loses_nothing()
    {
        await using var bus = await OpenAsync(o => o.SessionTimeout = TimeSpan.FromSeconds(1));
        var gate = new TaskCompletionSource();
        var (slow, quick) = (new ConcurrentQueue<int>(), new ConcurrentQueue<int>());
        await using var a = new Running(stop => bus.RunAsync(new(Topic, "slow", async (batch, cancelled) =>
        {
            await gate.Task.WaitAsync(cancelled);
            await Take(slow, batch);
        }), stop));
        await using var b = new Running(stop => bus.RunAsync(new(Topic, "quick", (batch, _) => Take(quick, batch)), stop));

        var published = 0;
        for (var blocked = Stopwatch.StartNew(); blocked.Elapsed < TimeSpan.FromSeconds(4); published += 20)
        {
            await bus.PublishAsync(Topic, Events.Numbered("k", published, 20), CancellationToken.None);
            await Eventually.BecomesTrue(() => quick.Count == published + 20);
        }
        Assert.That(slow, Is.Empty);
        gate.SetResult();

        await Eventually.BecomesTrue(() => slow.Count >= published);
        Assert.That(slow, Is.EqualTo(Enumerable.Range(0, published)));
    }

    [Test]
    public async Task A_group_behind_the_end_of_its_store_stops_with_an_error()
    {
        await using var bus = await OpenAsync();
        await bus.PublishAsync(Topic, Events.Numbered("k", 0, 10), CancellationToken.None);
        var offsets = new OwnOffsets();
        for (var partition = 0; partition < 4; partition++) offsets.Save(partition, 1000);

        Assert.That(() => bus.RunAsync(new(Topic, "g", (_, _) => Task.CompletedTask) { Offsets = offsets }, CancellationToken.None),
            Throws.TypeOf<InvalidOperationException>().With.Message.Contain("the log is older than the group's store"));
    }

    private static Task Store(EventBatch batch, OwnOffsets offsets, ConcurrentQueue<int> seen)
    {
        offsets.Save(batch.Partition, batch.NextOffset);
        return Take(seen, batch);
    }

    private static Task Take(ConcurrentQueue<int> seen, EventBatch batch)
    {
        foreach (var e in batch.Events) seen.Enqueue(Events.NumberOf(e.Event));
        return Task.CompletedTask;
    }
}
