using FsCheck;
using FsCheck.Fluent;

namespace FactoryTwin.Storage.Tests;

public sealed class QueryTests(StoreAdapter adapter) : StoreContract(adapter)
{
    [TestCase(1u)]
    [TestCase(2u)]
    [TestCase(3u)]
    public async Task A_filtered_and_ordered_list_is_what_brute_force_finds_page_by_page(uint seed)
    {
        var numbers = Enumerable.Range(0, 80).ToList();
        var widgets = numbers.Select(number => Queries.Widget(number).Sample(1, new Rnd(seed, (2 * (ulong)number) + 1), 1).Single()).ToList();
        await Store.WriteAsync(tx => widgets.Select(widget => tx.Put(Widgets.All, widget)).ToList(), Ct);
        var matching = 0;

        var arguments = (from query in Gen.Sized(size => Queries.Filter(Math.Min(size / 10, 4)))
                         from order in Orders.Any
                         from pageSize in Gen.Choose(1, 90)
                         select (query, order, pageSize)).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(50).WithReplay(seed, 1), Prop.ForAll(arguments, argument =>
        {
            var (query, order, pageSize) = argument;
            var expected = widgets.Where(query.Matches).Order(order.Comparer).Select(widget => widget.Name).ToList();
            var listed = ReadAll(query.Text, order.Text, pageSize).GetAwaiter().GetResult();
            Assert.That(listed, Is.EqualTo(expected), $"filter: {query.Text}\norder: {order.Text}\npage size: {pageSize}");
            matching += expected.Count is > 0 and < 80 ? 1 : 0;
        }));
        Assert.That(matching, Is.GreaterThan(100), "the filters matched all or nothing, so little was proven");
    }

    [TestCase("colr = red", "'colr' cannot be used here. These can: name, colour, count, weight, ready, due_time.")]
    [TestCase("colour", "after 'colour' one of = != < <= > >= : is expected.")]
    [TestCase("colour = ", "a value is expected here, but the filter ends.")]
    [TestCase("colour = \"red", "the quoted value does not end.")]
    [TestCase("(colour = red", "a closing parenthesis is missing.")]
    [TestCase("colour = red)", "AND or OR is expected here.")]
    [TestCase("colour = red OR", "a field is expected here, but the filter ends.")]
    [TestCase("AND colour = red", "not a keyword")]
    [TestCase("= red", "a field is expected here, not '='.")]
    [TestCase("count = red", "'count' is compared with 'red', but a whole number is expected.")]
    [TestCase("count = 1.5", "a whole number is expected.")]
    [TestCase("weight < NaN", "a number is expected.")]
    [TestCase("ready = yes", "true or false is expected.")]
    [TestCase("ready > true", "it can be compared by = and != only.")]
    [TestCase("due_time > 2026-11-22", "a time with zone")]
    [TestCase("due_time > \"2026-11-22T08:00:00\"", "a time with zone")]
    [TestCase("colour = 'x'; DROP TABLE doc_widgets", "a field is expected here, not ';'.")]
    public async Task A_filter_that_cannot_be_used_is_refused_with_what_is_wrong(string filter, string description)
    {
        var refused = await Assert.ThrowsAsync<InvalidQueryException>(async () => await Store.ListAsync(Widgets.All, new ListQuery(10, Filter: filter), Ct));
        Assert.That(refused!.Field, Is.EqualTo("filter"));
        Assert.That(refused.Description, Does.Contain(description));
    }

    [TestCase("colr", "'colr' cannot be used here. These can: name, colour")]
    [TestCase("colour down", "a field followed by asc or desc")]
    [TestCase("colour, colour desc", "'colour' is named twice.")]
    [TestCase("colour,", "is expected to be a field")]
    public async Task An_order_that_cannot_be_used_is_refused_with_what_is_wrong(string orderBy, string description)
    {
        var refused = await Assert.ThrowsAsync<InvalidQueryException>(async () => await Store.ListAsync(Widgets.All, new ListQuery(10, OrderBy: orderBy), Ct));
        Assert.That(refused!.Field, Is.EqualTo("order_by"));
        Assert.That(refused.Description, Does.Contain(description));
    }

    [Test]
    public async Task A_filter_that_is_too_deep_or_too_long_is_refused()
    {
        foreach (var filter in new[] { new string('(', 5000), string.Join(" ", Enumerable.Repeat("count=1", 300)), new string(' ', 10_000) })
            await Assert.ThrowsAsync<InvalidQueryException>(async () => await Store.ListAsync(Widgets.All, new ListQuery(10, Filter: filter), Ct));
    }

    private async Task<List<string>> ReadAll(string filter, string orderBy, int pageSize)
    {
        var names = new List<string>();
        var token = "";
        do
        {
            var page = await Store.ListAsync(Widgets.All, new ListQuery(pageSize, token, filter, orderBy), Ct);
            Assert.That(page.Documents, Has.Count.LessThanOrEqualTo(pageSize));
            names.AddRange(page.Documents.Select(document => document.Name));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return names;
    }
}
