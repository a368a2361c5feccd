using System.Diagnostics.Metrics;
using FactoryTwin.Events;

namespace FactoryTwin.Storage.Tests;

public sealed class TransactionTests(StoreAdapter adapter) : StoreContract(adapter)
{
    private static readonly History Trend = new("trend");
    private static readonly Journal Raw = new("raw");

    [Test]
    public async Task A_failing_work_hurts_none_of_those_that_share_its_commit()
    {
        using var gate = await Gate.CloseAsync(Store);
        var works = Enumerable.Range(0, 300).Select(i => Store.WriteAsync(tx =>
        {
            tx.Put(Widgets.All, Widgets.Named($"widgets/{i}"));
            return i % 3 == 0 ? throw new FormatException($"work {i}") : i;
        }, Ct)).ToList();
        gate.Open();

        for (var i = 0; i < works.Count; i++)
        {
            if (i % 3 == 0)
                Assert.That((await Assert.ThrowsAsync<FormatException>(() => works[i]))!.Message, Is.EqualTo($"work {i}"));
            else
                Assert.That(await works[i], Is.EqualTo(i));
            Assert.That(await Store.GetAsync(Widgets.All, $"widgets/{i}", Ct), i % 3 == 0 ? Is.Null : Is.Not.Null);
        }
    }

    [Test]
    public async Task A_failing_work_leaves_nothing_behind_of_any_kind()
    {
        var entry = 0L;
        await Assert.ThrowsAsync<FormatException>(() => Store.WriteAsync<int>(tx =>
        {
            tx.Put(Widgets.All, Widgets.Named("widgets/a"));
            tx.Append(Trend, [new SeriesSample("p", new Sample(Time.Now, 1, 1))]);
            entry = tx.BeginJournal(Raw, "lab", "text/csv");
            tx.AppendJournal(Raw, entry, "x"u8.ToArray(), complete: true);
            tx.Publish("topic", new CloudEvent("1", "s", "t", Time.Now, "k", default));
            tx.SaveOffset("g", "t", 0, 9);
            throw new FormatException();
        }, Ct));

        Assert.That(await Store.GetAsync(Widgets.All, "widgets/a", Ct), Is.Null);
        Assert.That(await Store.ReadLastSamplesAsync(Trend, Ct), Is.Empty);
        Assert.That(await Store.ListJournalAsync(Raw, "lab", 0, 10, Ct), Is.Empty);
        Assert.That(await Store.Outbox.PeekAsync(10, Ct), Is.Empty);
        Assert.That(await Store.Offsets.GetOffsetAsync("g", "t", 0, Ct), Is.Null);
    }

    [Test]
    public async Task A_work_sees_what_it_wrote_and_what_was_written_before_it_in_the_same_commit()
    {
        using var gate = await Gate.CloseAsync(Store);
        var first = Store.WriteAsync(tx => tx.Put(Widgets.All, new Widget { Name = "widgets/a", Count = 1 }), Ct);
        var second = Store.WriteAsync(tx =>
        {
            tx.Put(Widgets.All, new Widget { Name = "widgets/a", Count = tx.Get(Widgets.All, "widgets/a")!.Value.Count + 1 });
            return tx.Get(Widgets.All, "widgets/a")!.Value.Count;
        }, Ct);
        gate.Open();

        await first;
        Assert.That(await second, Is.EqualTo(2));
    }

    [Test]
    public async Task Waiting_writes_share_commits()
    {
        var largest = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument is { Meter.Name: "FactoryTwin.Storage", Name: "factorytwin.storage.commit.batch" })
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => largest = Math.Max(largest, value));
        listener.Start();

        using var gate = await Gate.CloseAsync(Store);
        var works = Enumerable.Range(0, 100).Select(i => Store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named($"widgets/{i}")), Ct)).ToList();
        gate.Open();
        await Task.WhenAll(works);
        await Store.WriteAsync(_ => { }, Ct); // a commit is measured after its answers, so the next one is waited for

        Assert.That(largest, Is.GreaterThan(1));
    }

    [Test]
    public async Task A_write_that_is_cancelled_while_it_waits_has_certainly_not_happened()
    {
        using var gate = await Gate.CloseAsync(Store);
        using var cancel = new CancellationTokenSource();
        var cancelled = Store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named("widgets/a")), cancel.Token);
        var other = Store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named("widgets/b")), Ct);
        await cancel.CancelAsync();

        await Assert.ThatAsync(() => cancelled, Throws.InstanceOf<OperationCanceledException>());
        gate.Open();
        await other;
        Assert.That(await Store.GetAsync(Widgets.All, "widgets/a", Ct), Is.Null);
    }

    [Test]
    public async Task A_write_that_runs_when_it_is_cancelled_tells_its_true_outcome()
    {
        using var cancel = new CancellationTokenSource();
        var outcome = await Store.WriteAsync(tx =>
        {
            cancel.Cancel();
            return tx.Put(Widgets.All, Widgets.Named("widgets/a"));
        }, cancel.Token);
        Assert.That(await Store.GetAsync(Widgets.All, "widgets/a", Ct), Is.EqualTo(outcome));
    }

    [Test]
    public async Task Closing_finishes_what_waits_and_refuses_what_comes_later()
    {
        var gate = await Gate.CloseAsync(Store);
        var waiting = Enumerable.Range(0, 50).Select(i => Store.WriteAsync(tx => tx.Put(Widgets.All, Widgets.Named($"widgets/{i:D2}")), Ct)).ToList();
        var closing = Store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Store.WriteAsync(_ => 0, Ct));
        Assert.That(waiting.Exists(work => work.IsCompleted), Is.False);

        gate.Open();
        await closing;
        Assert.That(waiting.TrueForAll(work => work.IsCompletedSuccessfully));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await Store.GetAsync(Widgets.All, "widgets/00", Ct));
        await ReopenAsync();
        Assert.That((await Store.ListAsync(Widgets.All, new ListQuery(100), Ct)).Documents, Has.Count.EqualTo(50));
    }

    [Test]
    public async Task A_transaction_is_refused_after_its_work()
    {
        IStoreTransaction? kept = null;
        await Store.WriteAsync(tx => { kept = tx; return 0; }, Ct);
        Assert.That(() => kept!.Put(Widgets.All, Widgets.Named("widgets/a")), Throws.InvalidOperationException);
    }

    [Test]
    public async Task Work_that_would_go_on_after_the_commit_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Store.WriteAsync(_ => Task.CompletedTask, Ct));
}
