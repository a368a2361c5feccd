using FactoryTwin.Events;
using FactoryTwin.Testing;

namespace FactoryTwin.Storage.Tests.Crash;

/// <summary>One numbered write that touches everything a store has, and the check that each number is there entirely and once.</summary>
internal static class Ledger
{
    public const int Writers = 6;
    private const string Group = "ledger";
    private static readonly History Trend = new("trend");
    private static readonly Journal Raw = new("raw");
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    /// <summary>The number that the writer has to go on with.</summary>
    public static async Task<int> NextAsync(IStore store, int writer) =>
        (int)(await store.Offsets.GetOffsetAsync(Group, "numbers", writer, CancellationToken.None) ?? 0);

    public static int Write(IStoreTransaction tx, int writer, int number)
    {
        tx.Put(Widgets.All, new Widget { Name = Name(writer, number), Count = number }, expectedEtag: "");
        if (tx.Append(Trend, [new SeriesSample($"writer-{writer}", new Sample(Start.AddSeconds(number), number * 0.1, 1))])[0] != AppendOutcome.Added)
            throw new InvalidOperationException($"The sample of {writer} {number} was there before its offset.");
        var entry = tx.BeginJournal(Raw, $"writer-{writer}", "text/plain");
        tx.AppendJournal(Raw, entry, BitConverter.GetBytes(number), complete: true);
        tx.Publish("numbers", new CloudEvent(Name(writer, number), "/ledger", "number", Start, $"{writer}", BitConverter.GetBytes(number)));
        tx.SaveOffset(Group, "numbers", writer, number + 1);
        return number;
    }

    /// <summary>Every number below the offset is there once in each part, none beyond it is, and what was acknowledged is below it.</summary>
    public static async Task CheckAsync(IStore store, IReadOnlyDictionary<int, int> lastAcknowledged, CancellationToken ct)
    {
        // A server may take a moment to see that the process which published is gone.
        await Eventually.IsTrueAsync(async () => store.Outbox.Count == 0 || (await store.Outbox.PeekAsync(1, ct)).Count == 1, because: "this process publishes now");
        var events = (await store.Outbox.PeekAsync(int.MaxValue, ct)).Select(entry => entry.Event.Id).ToList();
        var names = (await store.ListAsync(Widgets.All, new ListQuery(1_000_000), ct)).Documents.Select(document => document.Name).ToList();
        var expected = new List<string>();
        for (var writer = 0; writer < Writers; writer++)
        {
            var next = await NextAsync(store, writer);
            Assert.That(next, Is.GreaterThan(lastAcknowledged.GetValueOrDefault(writer, -1)), $"writer {writer} lost what was acknowledged");
            var numbers = Enumerable.Range(0, next).ToList();
            expected.AddRange(numbers.Select(number => Name(writer, number)));
            var samples = await store.ReadSamplesAsync(Trend, $"writer-{writer}", Start, DateTimeOffset.MaxValue, int.MaxValue, ct);
            Assert.That(samples, Is.EqualTo(numbers.Select(number => new Sample(Start.AddSeconds(number), number * 0.1, 1))));
            Assert.That(await RawNumbersAsync(store, writer, ct), Is.EqualTo(numbers));
        }
        Assert.That(names, Is.EquivalentTo(expected));
        Assert.That(events, Is.EquivalentTo(expected));
        Assert.That(store.Outbox.Count, Is.EqualTo(expected.Count));
    }

    private static async Task<List<int>> RawNumbersAsync(IStore store, int writer, CancellationToken ct)
    {
        var numbers = new List<int>();
        foreach (var entry in (await store.ListJournalAsync(Raw, $"writer-{writer}", 0, int.MaxValue, ct)).Reverse())
        {
            await foreach (var piece in store.ReadJournalAsync(Raw, entry.Id, ct))
                numbers.Add(BitConverter.ToInt32(piece.Span));
        }
        return numbers;
    }

    private static string Name(int writer, int number) => $"ledger/{writer}/{number:D6}";
}
