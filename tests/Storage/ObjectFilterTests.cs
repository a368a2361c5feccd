using FactoryTwin.Storage.Queries;
using FsCheck;
using FsCheck.Fluent;

namespace FactoryTwin.Storage.Tests;

/// <summary>A filter over messages in memory means what it means in a store.</summary>
public sealed class ObjectFilterTests
{
    [TestCase(1u)]
    [TestCase(2u)]
    public void A_filter_matches_what_brute_force_finds(uint seed)
    {
        var widgets = Enumerable.Range(0, 80).Select(number => Queries.Widget(number).Sample(1, new Rnd(seed, (2 * (ulong)number) + 1), 1).Single()).ToList();
        var matching = 0;
        var filters = Gen.Sized(size => Queries.Filter(Math.Min(size / 10, 4))).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(50).WithReplay(seed, 1), Prop.ForAll(filters, query =>
        {
            var filter = new ObjectFilter<Widget>(query.Text, Widgets.All.Indexes);
            var expected = widgets.Where(query.Matches).ToList();
            Assert.That(widgets.Where(filter.Matches), Is.EqualTo(expected), query.Text);
            matching += expected.Count is > 0 and < 80 ? 1 : 0;
        }));
        Assert.That(matching, Is.GreaterThan(500), "the filters matched all or nothing, so little was proven");
    }

    [TestCase("colr = red", "'colr' cannot be used here. These can: colour, count, weight, ready, due_time.")]
    [TestCase("count = red", "a whole number is expected.")]
    [TestCase("ready > true", "it can be compared by = and != only.")]
    [TestCase("(colour = red", "a closing parenthesis is missing.")]
    public void A_filter_that_cannot_be_used_is_refused_with_what_is_wrong(string filter, string description) =>
        Assert.That(Assert.Throws<InvalidQueryException>(() => _ = new ObjectFilter<Widget>(filter, Widgets.All.Indexes))!.Description, Does.Contain(description));
}
