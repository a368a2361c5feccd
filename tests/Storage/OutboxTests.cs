using FactoryTwin.Events;

namespace FactoryTwin.Storage.Tests;

public sealed class OutboxTests(StoreAdapter adapter) : StoreContract(adapter)
{
    [Test]
    public async Task Events_wait_in_commit_order_with_all_their_attributes_also_after_a_restart()
    {
        var events = Enumerable.Range(0, 5).Select(i => Event(i) with { Subject = i == 0 ? null : "points/p", TraceParent = i == 1 ? "00-a-b-01" : null }).ToList();
        foreach (var e in events)
            await PublishAsync(e);

        await ReopenAsync();
        var waiting = await Store.Outbox.PeekAsync(10, Ct);

        Assert.That(Store.Outbox.Count, Is.EqualTo(5));
        Assert.That(waiting.Select(entry => entry.Topic), Is.All.EqualTo("topic"));
        Assert.That(waiting.Select(entry => entry.Event with { Data = default }), Is.EqualTo(events.Select(e => e with { Data = default })));
        Assert.That(waiting.Select(entry => entry.Event.Data.ToArray()), Is.EqualTo(events.Select(e => e.Data.ToArray())));
        Assert.That(waiting.Select(entry => entry.Id), Is.Ordered.And.Unique);
    }

    [Test]
    public async Task Removal_takes_what_was_published_and_ids_are_never_used_again()
    {
        await PublishAsync(Event(0));
        await PublishAsync(Event(1));
        var first = await Store.Outbox.PeekAsync(1, Ct);
        await Store.Outbox.RemoveAsync(first[0].Id, Ct);
        Assert.That((await Store.Outbox.PeekAsync(10, Ct)).Single().Event.Id, Is.EqualTo("1"));
        Assert.That(Store.Outbox.Count, Is.EqualTo(1));

        var last = (await Store.Outbox.PeekAsync(10, Ct))[0].Id;
        await Store.Outbox.RemoveAsync(last, Ct);
        await ReopenAsync();
        await PublishAsync(Event(2));
        Assert.That((await Store.Outbox.PeekAsync(10, Ct)).Single().Id, Is.GreaterThan(last));
    }

    [Test]
    public async Task A_waiter_wakes_for_a_commit_and_at_once_for_what_waited_at_start()
    {
        var waiter = Store.Outbox.WaitAsync(Ct).AsTask();
        Assert.That(waiter.IsCompleted, Is.False);
        await PublishAsync(Event(0));
        await waiter.WaitAsync(TimeSpan.FromSeconds(30), Ct);

        await ReopenAsync();
        await Store.Outbox.WaitAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ct);
    }

    [Test]
    public async Task An_event_of_a_work_that_failed_is_not_in_the_outbox()
    {
        await Assert.ThrowsAsync<FormatException>(() => Store.WriteAsync<int>(tx =>
        {
            tx.Publish("topic", Event(0));
            throw new FormatException();
        }, Ct));
        Assert.That(Store.Outbox.Count, Is.Zero);
        Assert.That(await Store.Outbox.PeekAsync(10, Ct), Is.Empty);
    }

    [Test]
    public async Task Offsets_are_kept_for_each_group_topic_and_partition()
    {
        await Store.WriteAsync(tx => { tx.SaveOffset("g", "t", 0, 5); tx.SaveOffset("g", "t", 1, 7); return 0; }, Ct);
        await Store.WriteAsync(tx => { tx.SaveOffset("g", "t", 0, 6); return 0; }, Ct);

        await ReopenAsync();
        Assert.That(await Store.Offsets.GetOffsetAsync("g", "t", 0, Ct), Is.EqualTo(6));
        Assert.That(await Store.Offsets.GetOffsetAsync("g", "t", 1, Ct), Is.EqualTo(7));
        Assert.That(await Store.Offsets.GetOffsetAsync("h", "t", 0, Ct), Is.Null);
    }

    [Test]
    public async Task A_work_on_events_that_were_handled_before_is_not_stored()
    {
        await Store.WriteAsync(tx => { tx.SaveOffset("g", "t", 0, 5, firstOffset: 0); return 0; }, Ct);
        var widget = new Widget { Name = "widgets/again" };

        await Assert.ThrowsAsync<OffsetMovedException>(() => Store.WriteAsync(tx => { tx.Put(Widgets.All, widget); tx.SaveOffset("g", "t", 0, 9, firstOffset: 4); return 0; }, Ct));
        Assert.That(await Store.GetAsync(Widgets.All, widget.Name, Ct), Is.Null);
        Assert.That(await Store.Offsets.GetOffsetAsync("g", "t", 0, Ct), Is.EqualTo(5));

        // Where it stood, and beyond an event that was put aside without the handler.
        await Store.WriteAsync(tx => { tx.SaveOffset("g", "t", 0, 7, firstOffset: 5); return 0; }, Ct);
        await Store.WriteAsync(tx => { tx.SaveOffset("g", "t", 0, 9, firstOffset: 8); return 0; }, Ct);
        Assert.That(await Store.Offsets.GetOffsetAsync("g", "t", 0, Ct), Is.EqualTo(9));
    }

    private Task<int> PublishAsync(CloudEvent e) => Store.WriteAsync(tx => { tx.Publish("topic", e); return 0; }, Ct);

    private CloudEvent Event(int i) => new($"{i}", "/services/test", "test.Type", Time.Now.AddTicks(i), "key", new[] { (byte)i, (byte)0 }[..(i % 3)]);
}
