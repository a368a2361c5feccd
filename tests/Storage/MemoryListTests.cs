using FactoryTwin.Storage.Queries;
using FactoryTwin.Storage.Sqlite;
using FactoryTwin.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace FactoryTwin.Storage.Tests;

/// <summary>What is in memory is listed as the stores list documents: against the same brute force, and against a store for what is refused.</summary>
public sealed class MemoryListTests
{
    private static readonly MemoryList<Widget> List = new("widgets", [new Index<Widget>("name", IndexKind.Text, widget => widget.Name), .. Widgets.All.Indexes]);

    [TestCase(1u)]
    [TestCase(2u)]
    public void A_filtered_and_ordered_list_is_what_brute_force_finds_page_by_page(uint seed)
    {
        var widgets = Enumerable.Range(0, 80).Select(number => Queries.Widget(number).Sample(1, new Rnd(seed, (2 * (ulong)number) + 1), 1).Single()).ToList();
        var matching = 0;
        var arguments = (from query in Gen.Sized(size => Queries.Filter(Math.Min(size / 10, 4)))
                         from order in Orders.Any
                         from pageSize in Gen.Choose(1, 90)
                         select (query, order, pageSize)).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(50).WithReplay(seed, 1), Prop.ForAll(arguments, argument =>
        {
            var (query, order, pageSize) = argument;
            var expected = widgets.Where(query.Matches).Order(order.Comparer).Select(widget => widget.Name).ToList();
            Assert.That(ReadAll(widgets, query.Text, order.Text, pageSize), Is.EqualTo(expected), $"filter: {query.Text}\norder: {order.Text}\npage size: {pageSize}");
            matching += expected.Count is > 0 and < 80 ? 1 : 0;
        }));
        Assert.That(matching, Is.GreaterThan(100), "the filters matched all or nothing, so little was proven");
    }

    [TestCase("colr = red", "", "")]
    [TestCase("colour", "", "")]
    [TestCase("count = 1.5", "", "")]
    [TestCase("ready > true", "", "")]
    [TestCase("due_time > 2026-11-22", "", "")]
    [TestCase("colour = 'x", "", "")]
    [TestCase("", "colr", "")]
    [TestCase("", "colour,", "")]
    [TestCase("", "", "AAAA")]
    public async Task What_cannot_be_used_is_refused_in_a_stores_words(string filter, string orderBy, string token)
    {
        using var folder = new TempDirectory();
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions(Path.Combine(folder.Path, "store.db")), TimeProvider.System, CancellationToken.None);
        var query = new ListQuery(10, token, filter, orderBy);
        var expected = await Assert.ThrowsAsync<InvalidQueryException>(async () => await store.ListAsync(Widgets.All, query, CancellationToken.None));
        var refused = Assert.Throws<InvalidQueryException>(() => List.Page([], query));
        Assert.That((refused!.Field, refused.Description), Is.EqualTo((expected!.Field, expected.Description)));
    }

    [Test]
    public void A_token_of_another_filter_is_refused_and_a_place_stays_when_items_come_and_go()
    {
        var widgets = Enumerable.Range(0, 10).Select(number => Widgets.Named($"widgets/{number}")).ToList();
        var (first, token) = List.Page(widgets, new ListQuery(4));
        Assert.That(Assert.Throws<InvalidQueryException>(() => List.Page(widgets, new ListQuery(4, token, "count = 1")))!.Field, Is.EqualTo("page_token"));
        widgets.RemoveAt(3);
        widgets.Insert(0, Widgets.Named("widgets/00"));
        var (second, _) = List.Page(widgets, new ListQuery(4, token));
        Assert.That(first.Concat(second).Select(widget => widget.Name), Is.EqualTo(Enumerable.Range(0, 8).Select(number => $"widgets/{number}")));
    }

    private static List<string> ReadAll(IReadOnlyList<Widget> widgets, string filter, string orderBy, int pageSize)
    {
        var names = new List<string>();
        var token = "";
        do
        {
            var (items, next) = List.Page(widgets, new ListQuery(pageSize, token, filter, orderBy));
            names.AddRange(items.Select(widget => widget.Name));
            token = next;
        }
        while (token.Length > 0);
        return names;
    }
}
