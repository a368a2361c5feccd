using System.Collections.Concurrent;

namespace FactoryTwin.Events.Tests;

/// <summary>What becomes of events that a group cannot handle.</summary>
public abstract partial class EventBusContract
{
    [Test]
    public async Task A_poisoned_event_becomes_a_dead_letter_and_the_partition_goes_on()
    {
        var seen = new ConcurrentQueue<int>();
        await using var run = Run("g", batch => Refuse(batch, 5, seen));

        await Publish(Events.Numbered("k", 0, 10));

        await Eventually.BecomesTrue(() => seen.Count == 9);
        Assert.That(seen, Is.EqualTo([0, 1, 2, 3, 4, 6, 7, 8, 9]));
        var letter = (await ListAsync()).Single();
        Assert.That(Events.NumberOf(letter.Event), Is.EqualTo(5));
        Assert.That(letter.Reason, Does.Contain("cannot take 5"));
    }

    [Test]
    public async Task A_failure_that_passes_by_itself_makes_no_dead_letter_however_long_it_takes()
    {
        var failures = 0;
        var seen = new ConcurrentQueue<int>();
        await using var run = Run("g", batch =>
        {
            if (++failures <= 20) throw new TimeoutException("the store is away");
            Enqueue(seen, batch);
        });

        await Publish(Events.Numbered("k", 0, 3));

        await Eventually.BecomesTrue(() => seen.Count == 3);
        Assert.That(seen, Is.EqualTo([0, 1, 2]));
        Assert.That(await ListAsync(), Is.Empty);
    }

    [Test]
    public async Task A_dead_letter_outlives_a_restart_and_can_be_replayed()
    {
        var poison = 5;
        var seen = new ConcurrentQueue<int>();
        await using (Run("g", batch => Refuse(batch, poison, seen)))
        {
            await Publish(Events.Numbered("k", 0, 10));
            await Eventually.BecomesTrue(() => seen.Count == 9);
        }
        _bus = await ReopenAsync(_bus);
        var letter = (await ListAsync()).Single();

        await using var run = Run("g", batch => Refuse(batch, poison, seen));
        Assert.That(async () => await ReplayAsync(letter.Id), Throws.TypeOf<ReplayFailedException>());
        Assert.That(await ListAsync(), Has.Count.EqualTo(1));
        poison = -1;
        await ReplayAsync(letter.Id);

        await Eventually.BecomesTrue(() => seen.Contains(5));
        Assert.That(await ListAsync(), Is.Empty);
        await Publish(Events.Numbered("k", 10, 1));
        await Eventually.BecomesTrue(() => seen.Contains(10));
        Assert.That(seen, Has.Count.EqualTo(11), "a replay must not bring other events again");
    }

    [Test]
    public async Task All_dead_letters_are_listed_in_order_and_replayed_after_a_mend()
    {
        var mended = false;
        var seen = new ConcurrentQueue<int>();
        await using var run = Run("g", batch =>
        {
            if (!mended && batch.Events.Any(e => Events.NumberOf(e.Event) % 4 == 1)) throw new InvalidDataException("cannot take it");
            Enqueue(seen, batch);
        });
        await Publish(Events.Numbered("k", 0, 12));
        await Eventually.BecomesTrue(() => seen.Count == 9);

        var letters = await ListAsync();
        Assert.That(letters.Select(l => Events.NumberOf(l.Event)), Is.EqualTo([1, 5, 9]));
        Assert.That((await ListAsync(limit: 2)).Select(l => l.Id), Is.EqualTo(letters.Take(2).Select(l => l.Id)));
        Assert.That(letters, Is.All.Matches<DeadLetter>(l => l!.Attempts == 3 && l.Topic == Topic && l.Group == "g"));
        mended = true;
        foreach (var letter in letters) await ReplayAsync(letter.Id);

        Assert.That(seen.Skip(9), Is.EqualTo([1, 5, 9]));
        Assert.That(await ListAsync(), Is.Empty);
        Assert.That(async () => await ReplayAsync(letters[0].Id[..^1] + "x"), Throws.TypeOf<ReplayFailedException>().With.Property("Failure").EqualTo(ReplayFailure.Missing));
    }

    [Test]
    public async Task A_letter_that_is_replayed_twice_has_its_effect_once()
    {
        var poison = 5;
        var seen = new ConcurrentQueue<int>();
        await using var run = Run("g", batch => Refuse(batch, poison, seen));
        var letter = await OneLetterAsync();
        poison = -1;

        var replays = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ReplayAsync(letter.Id, "engineer")));
        var again = await ReplayAsync(letter.Id, "dispatcher");

        Assert.That(seen.Count(number => number == 5), Is.EqualTo(1));
        Assert.That(replays.Append(again).Select(each => each.State), Is.All.EqualTo(LetterState.Replayed));
        Assert.That(again.History.Select(each => (each.Action, each.Actor)), Is.EqualTo([(LetterAction.Failed, ""), (LetterAction.Replayed, "engineer")]));
    }

    [Test]
    public async Task A_letter_that_fails_again_comes_back_with_the_new_reason_and_what_was_tried()
    {
        var poison = "cannot take 5";
        await using var run = Run("g", batch =>
        {
            if (poison.Length > 0 && batch.Events.Any(e => Events.NumberOf(e.Event) == 5)) throw new InvalidDataException(poison);
        });
        var letter = await OneLetterAsync();
        Assert.That(letter.Reason, Is.EqualTo("InvalidDataException: cannot take 5"));

        poison = "still cannot";
        Assert.That(async () => await ReplayAsync(letter.Id, "engineer"), Throws.TypeOf<ReplayFailedException>().With.Property("Failure").EqualTo(ReplayFailure.FailedAgain));
        _bus = await ReopenAsync(_bus, run);
        var failed = (await ListAsync()).Single();
        Assert.That((failed.Reason, failed.State, failed.Attempts, failed.Time), Is.EqualTo(("InvalidDataException: still cannot", LetterState.Waiting, 4, letter.Time)));
        await using var later = Run("g", _ => { });
        await ReplayAsync(letter.Id, "engineer");

        var settled = (await ListAsync(settled: true)).Single();
        Assert.That(settled.History.Select(each => (each.Action, each.Actor, each.Reason)), Is.EqualTo([
            (LetterAction.Failed, "", "InvalidDataException: cannot take 5"),
            (LetterAction.ReplayFailed, "engineer", "InvalidDataException: still cannot"),
            (LetterAction.Replayed, "engineer", "")]));
        Assert.That(settled.Attempts, Is.EqualTo(5));
    }

    [Test]
    public async Task A_letter_that_is_discarded_waits_no_more_and_keeps_who_did_so_and_why()
    {
        await using var run = Run("g", batch => Refuse(batch, 5, []));
        var letter = await OneLetterAsync();

        await _bus.DeadLetters.DiscardAsync(letter.Id, "engineer", "a test's leftover", CancellationToken.None);
        await _bus.DeadLetters.DiscardAsync(letter.Id, "another", "again", CancellationToken.None);

        Assert.That(await ListAsync(), Is.Empty);
        _bus = await ReopenAsync(_bus, run);
        var kept = (await _bus.DeadLetters.FindAsync(letter.Id, CancellationToken.None))!;
        Assert.That((kept.State, kept.History[^1].Actor, kept.History[^1].Reason, kept.History.Count), Is.EqualTo((LetterState.Discarded, "engineer", "a test's leftover", 2)));
        Assert.That(kept.Event.Data.ToArray(), Is.EqualTo("5"u8.ToArray()));
        Assert.That(await _bus.DeadLetters.DiscardAsync(letter.Id[..^1] + "x", "engineer", "", CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task A_letter_tells_the_bytes_the_headers_and_the_place_of_its_event()
    {
        await using var run = Run("g", _ => throw new InvalidDataException("cannot take it"));
        await Publish([Events.Numbered("k", 0, 1)[0] with { Subject = "points/t-101 µ", Data = new byte[] { 0, 255, 7 } }]);
        await Eventually.BecomesTrue(() => ListAsync().Result.Count == 1);

        var letter = (await ListAsync()).Single();

        Assert.That((letter.Topic, letter.Group, letter.Offset, letter.Event.Id, letter.Event.Subject), Is.EqualTo((Topic, "g", 0, "k-0", "points/t-101 µ")));
        Assert.That(letter.Event.Data.ToArray(), Is.EqualTo(new byte[] { 0, 255, 7 }));
        Assert.That(letter.Headers.ToDictionary(h => h.Name, h => System.Text.Encoding.UTF8.GetString(h.Value)), Is.SupersetOf(new Dictionary<string, string>
        {
            ["ce_id"] = "k-0", ["ce_type"] = "test.Number", ["ce_source"] = "/tests", ["ce_subject"] = "points/t-101 µ", ["content-type"] = "application/protobuf",
        }));
    }

    [Test]
    public async Task A_replay_whose_process_died_after_its_effect_is_not_done_again()
    {
        var poison = true;
        var offsets = new OwnOffsets();
        var seen = new ConcurrentQueue<int>();
        await using var run = RunAsync("g", (batch, _) =>
        {
            if (poison && batch.Events.Any(e => Events.NumberOf(e.Event) is 2 or 5)) throw new InvalidDataException("cannot take it");
            return Store(batch, offsets, seen);
        }, offsets);
        await Publish(Events.Numbered("k", 0, 10));
        await Eventually.BecomesTrue(() => seen.Count == 8);
        var letters = await ListAsync();
        poison = false;

        // The effect of the second is there with the place of its replay, the letter is not settled: so a process leaves it that dies in between.
        offsets.Save(~letters[1].Partition, letters[1].Offset + 1);
        await ReplayAsync(letters[0].Id);
        var second = await ReplayAsync(letters[1].Id);

        Assert.That(seen.Skip(8), Is.EqualTo([2]));
        Assert.That(second.State, Is.EqualTo(LetterState.Replayed));
        await Publish(Events.Numbered("k", 10, 1));
        await Eventually.BecomesTrue(() => seen.Contains(10));
        Assert.That(offsets.Of(letters[0].Partition), Is.EqualTo(11), "a replay must not move the group's place");
    }

    [Test]
    public async Task Letters_come_page_by_page_and_are_counted()
    {
        await using var run = Run("g", _ => throw new InvalidDataException("cannot take it"));
        await Publish(Events.Numbered("k", 0, 7));
        await Eventually.BecomesTrue(() => Waiting("g") == 7);

        var all = await ListAsync(limit: 100);
        var pages = new List<DeadLetter>();
        for (LetterPlace? after = null; await ListAsync(limit: 3, after: after) is { Count: > 0 } page; after = new(page[^1].Order, page[^1].Id)) pages.AddRange(page);

        Assert.That(pages.Select(l => l.Id), Is.EqualTo(all.Select(l => l.Id)));
        Assert.That(_bus.DeadLetters.GetLetterCounts().Single(c => c.Group == "g").Oldest, Is.EqualTo(all[0].Time));
        await _bus.DeadLetters.DiscardAsync(all[0].Id, "engineer", "", CancellationToken.None);
        await Eventually.BecomesTrue(() => Waiting("g") == 6);
    }

    private long Waiting(string group) => _bus.DeadLetters.GetLetterCounts().Where(c => c.Topic == Topic && c.Group == group).Sum(c => c.Waiting);

    private async Task<IReadOnlyList<DeadLetter>> ListAsync(int limit = 10, LetterPlace? after = null, bool settled = false) =>
        await _bus.DeadLetters.ListAsync(new(Topic, "g", limit, after, settled), CancellationToken.None);

    private async Task<DeadLetter> ReplayAsync(string id, string actor = "engineer") => await _bus.DeadLetters.ReplayAsync(id, actor, CancellationToken.None);

    /// <summary>Publishes ten events, of which the group that runs cannot take the fifth.</summary>
    private async Task<DeadLetter> OneLetterAsync()
    {
        await Publish(Events.Numbered("k", 0, 10));
        await Eventually.BecomesTrue(() => Waiting("g") == 1);
        return (await ListAsync()).Single();
    }

    private async Task<Bus> ReopenAsync(Bus bus, Running run)
    {
        await run.DisposeAsync();
        return await ReopenAsync(bus);
    }
}
