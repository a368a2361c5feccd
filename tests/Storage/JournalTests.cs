namespace FactoryTwin.Storage.Tests;

public sealed class JournalTests(StoreAdapter adapter) : StoreContract(adapter)
{
    private static readonly Journal Raw = new("raw");

    [Test]
    public async Task Pieces_come_back_in_order_and_byte_for_byte()
    {
        var random = new Random(7);
        var noise = new byte[70_000];
        random.NextBytes(noise);
        byte[][] pieces = [noise, new byte[50_000], [], "a,b\r\n1,2\n"u8.ToArray(), [.. Enumerable.Repeat((byte)'x', 127)], [0xEF, 0xBB, 0xBF]];

        var id = await Store.WriteAsync(tx => tx.BeginJournal(Raw, "lab", "text/csv"), Ct);
        for (var i = 0; i < pieces.Length; i++)
        {
            var (piece, last) = (pieces[i], i == pieces.Length - 1);
            await Store.WriteAsync(tx => { tx.AppendJournal(Raw, id, piece, last); return 0; }, Ct);
        }

        await ReopenAsync();
        var read = new List<byte[]>();
        await foreach (var piece in Store.ReadJournalAsync(Raw, id, Ct))
            read.Add(piece.ToArray());
        Assert.That(read, Is.EqualTo(pieces));
        var entry = (await Store.ListJournalAsync(Raw, "lab", 0, 10, Ct)).Single();
        Assert.That(entry, Is.EqualTo(new JournalEntry(id, "lab", "text/csv", pieces.Sum(piece => (long)piece.Length), Complete: true, Time.Now)));
    }

    [Test]
    public async Task An_entry_without_its_last_piece_is_listed_as_incomplete()
    {
        await BeginAsync("lab", "part"u8.ToArray(), complete: false);
        await ReopenAsync();
        Assert.That((await Store.ListJournalAsync(Raw, "lab", 0, 10, Ct)).Single(), Has.Property("Complete").False.And.Property("SizeBytes").EqualTo(4));
    }

    [Test]
    public async Task Entries_of_a_key_are_listed_newest_first_page_by_page()
    {
        var ids = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await BeginAsync("lab", [1], complete: true));
            await BeginAsync("other", [2], complete: true);
        }

        var first = await Store.ListJournalAsync(Raw, "lab", 0, 3, Ct);
        var second = await Store.ListJournalAsync(Raw, "lab", first[^1].Id, 3, Ct);

        ids.Reverse();
        Assert.That(first.Concat(second).Select(entry => entry.Id), Is.EqualTo(ids));
    }

    [Test]
    public async Task A_piece_for_an_entry_that_is_complete_or_unknown_is_refused()
    {
        var id = await BeginAsync("lab", [1], complete: true);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.WriteAsync(tx => { tx.AppendJournal(Raw, id, new byte[1], false); return 0; }, Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.WriteAsync(tx => { tx.AppendJournal(Raw, id + 1, new byte[1], false); return 0; }, Ct));
    }

    [Test]
    public async Task Pruning_removes_whole_old_entries_oldest_first()
    {
        var old = new List<long>();
        for (var i = 0; i < 3; i++)
            old.Add(await BeginAsync("lab", [1, 2], complete: true));
        Time.Now += TimeSpan.FromHours(1);
        var kept = await BeginAsync("lab", [3], complete: true);

        Assert.That(await Store.PruneAsync(Raw, Time.Now, 2, Ct), Is.EqualTo(2));
        Assert.That((await Store.ListJournalAsync(Raw, "lab", 0, 10, Ct)).Select(entry => entry.Id), Is.EqualTo(new[] { kept, old[2] }));
        Assert.That(await Store.PruneAsync(Raw, Time.Now, 2, Ct), Is.EqualTo(1));
        Assert.That(await Store.ReadJournalAsync(Raw, old[0], Ct).CountAsync(Ct), Is.Zero);
        Assert.That(await Store.ReadJournalAsync(Raw, kept, Ct).CountAsync(Ct), Is.EqualTo(1));
    }

    private Task<long> BeginAsync(string key, byte[] piece, bool complete) => Store.WriteAsync(tx =>
    {
        var id = tx.BeginJournal(Raw, key, "application/octet-stream");
        tx.AppendJournal(Raw, id, piece, complete);
        return id;
    }, Ct);
}
