namespace FactoryTwin.Storage.Tests;

/// <summary>Texts that no index entry holds, and signs that some databases do not take.</summary>
public sealed class LongTextTests(StoreAdapter adapter) : StoreContract(adapter)
{
    [Test]
    public async Task Texts_longer_than_an_index_entry_are_told_apart_and_ordered_page_by_page()
    {
        var random = new Random(3);
        var trunk = new string(random.GetItems<char>("abcdefghijklmnopqrstuvwxyz0123456789", 9_000));
        var colours = Enumerable.Range(0, 6).Select(i => trunk + "zyxwvu"[i]).Append(trunk).ToList();
        await Store.WriteAsync(tx => colours.Select((colour, i) => tx.Put(Widgets.All, new Widget { Name = $"widgets/{i}", Colour = colour })).ToList(), Ct);

        var seen = new List<string>();
        var token = "";
        do
        {
            var page = await Store.ListAsync(Widgets.All, new ListQuery(2, token, OrderBy: "colour"), Ct);
            seen.AddRange(page.Documents.Select(document => document.Value.Colour));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.That(seen, Is.EqualTo(colours.Order(StringComparer.Ordinal)));
        var red = new Widget { Name = "widgets/red", Colour = new string('r', 3000) };
        await Store.WriteAsync(tx => tx.Put(Widgets.All, red), Ct);
        Assert.That((await Store.ListAsync(Widgets.All, new ListQuery(9, Filter: $"colour = \"{red.Colour}\""), Ct)).Documents.Single().Name, Is.EqualTo(red.Name));
    }

    [Test]
    public async Task Control_characters_are_kept_everywhere()
    {
        string[] odd = ["a\0b", "a\0", "a", "a\u0001\u0002\u0002b", "\u0003", "50%_\\"];
        await Store.WriteAsync(tx =>
        {
            foreach (var text in odd)
            {
                tx.Put(Widgets.All, new Widget { Name = text, Colour = text });
                tx.Publish(text, new(text, text, text, Time.Now, text, default) { Subject = text });
                tx.BeginJournal(new Journal("raw"), text, text);
                tx.SaveOffset(text, text, 0, 1);
                tx.Append(new History("trend"), [new SeriesSample(text, new Sample(Time.Now, 1, 1))]);
            }
        }, Ct);

        await ReopenAsync();
        var page = await Store.ListAsync(Widgets.All, new ListQuery(10, OrderBy: "name"), Ct);
        Assert.That(page.Documents.Select(document => document.Name), Is.EqualTo(odd.Order(StringComparer.Ordinal)));
        Assert.That((await Store.ReadLastSamplesAsync(new History("trend"), Ct)).Keys, Is.EquivalentTo(odd));
        Assert.That((await Store.Outbox.PeekAsync(10, Ct)).Select(entry => (entry.Topic, entry.Event.Subject)), Is.EqualTo(odd.Select(text => (text, (string?)text))));
        foreach (var text in odd)
        {
            Assert.That((await Store.GetAsync(Widgets.All, text, Ct))!.Value.Colour, Is.EqualTo(text));
            Assert.That((await Store.ListJournalAsync(new Journal("raw"), text, 0, 10, Ct)).Single().ContentType, Is.EqualTo(text));
            Assert.That(await Store.Offsets.GetOffsetAsync(text, text, 0, Ct), Is.EqualTo(1));
        }
    }
}
