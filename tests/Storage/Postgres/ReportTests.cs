using FactoryTwin.Storage.Postgres;
using FactoryTwin.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Storage.Tests.Postgres;

/// <summary>Documents as a report sees them, by SQL and without protobuf: as jsonb beside the bytes.</summary>
public sealed class ReportTests
{
    private const string Schema = "reports";

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task Documents_are_asked_by_their_fields_also_after_an_update_and_a_deletion()
    {
        await using var store = await OpenAsync();
        await store.WriteAsync(tx =>
        {
            for (var i = 0; i < 10; i++)
                tx.Put(Widgets.All, new Widget { Name = $"widgets/{i}", Colour = i % 2 == 0 ? "red" : "blue", Count = i, DueTime = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 1, 1 + i, 0, 0, 0, TimeSpan.Zero)) });
        }, Ct);
        await store.WriteAsync(tx => tx.Put(Widgets.All, new Widget { Name = "widgets/1", Colour = "red", Count = 100 }), Ct);
        await store.WriteAsync(tx => tx.Delete(Widgets.All, "widgets/0"), Ct);

        Assert.That(await AskAsync("SELECT sum((document->>'count')::bigint)::bigint FROM reports.doc_widgets WHERE document->>'colour' = 'red'"), Is.EqualTo(100L + 2 + 4 + 6 + 8));
        Assert.That(await AskAsync("SELECT count(*) FROM reports.doc_widgets WHERE (document->>'dueTime')::timestamptz >= '2026-01-06T00:00:00Z'"), Is.EqualTo(5L));
        Assert.That(await AskAsync("SELECT document ? 'dueTime' FROM reports.doc_widgets WHERE name = 'widgets/1'"), Is.False, "an unset field is not there");
    }

    [Test]
    public async Task Any_text_is_there_as_it_is_but_for_the_sign_that_jsonb_cannot_hold()
    {
        await using var store = await OpenAsync();
        // The signs that JSON escapes, and what looks like an escape but is none.
        string[] pieces = ["\0", "\\", "\\u0000", "u0000", "\"", "\n", "\u0001", "%", "é", "水", "\U0001F525", "a"];
        var random = new Random(20261122);
        var texts = Enumerable.Range(0, 300).Select(_ => string.Concat(random.GetItems(pieces, random.Next(1, 8)))).ToArray();
        await store.WriteAsync(tx =>
        {
            foreach (var (text, i) in texts.Select((text, i) => (text, i)))
                tx.Put(Widgets.All, new Widget { Name = $"texts/{i:D3}", Colour = text, Blob = ByteString.CopyFromUtf8(text) });
        }, Ct);

        var shown = (string[])(await AskAsync("SELECT array_agg(document->>'colour' ORDER BY name) FROM reports.doc_widgets WHERE name LIKE 'texts/%'"))!;
        Assert.That(shown, Is.EqualTo(texts.Select(text => text.Replace('\0', '\ufffd'))));
        Assert.That((await store.GetAsync(Widgets.All, "texts/000", Ct))!.Value.Colour, Is.EqualTo(texts[0]), "the document itself is whole");
    }

    private static async Task<object?> AskAsync(string sql) => await (await PostgresServer.SharedAsync()).ExecuteAsync(sql);

    private static async Task<IStore> OpenAsync() =>
        await PostgresStore.OpenAsync(new PostgresStoreOptions((await PostgresServer.SharedAsync()).ConnectionString, Schema), TimeProvider.System, Ct);
}
