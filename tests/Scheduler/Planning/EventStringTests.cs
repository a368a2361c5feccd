using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.Scheduler.Tests.Planning;

public class EventStringTests
{
    private static readonly BatchModel Model = new(
        [
            new(0, TimeSpan.FromMinutes(15), 0.05), new(1, TimeSpan.FromMinutes(20), 0.8, TimeSpan.FromMinutes(5), 0.2),
            new(2, TimeSpan.FromMinutes(30), 1.3, TimeSpan.FromMinutes(10), 0.4),
        ], 1, 1, allowConsecutiveIdle: false);

    private static readonly EventString String = new(new[] { 2, 0, 1, 1 }.Select(b => Model.Sizes[b]), PaperCase.T0);

    [Test]
    public void A_suffix_starts_where_the_prefix_before_it_ends()
    {
        Assert.That(Enumerable.Range(0, 5).Select(k => (String.PrefixEnd(k) - PaperCase.T0).TotalMinutes), Is.EqualTo(new[] { 0, 40, 55, 80, 105 }));
        for (var k = 1; k <= String.Length + 1; k++)
        {
            Assert.That(String.SuffixStart(k), Is.EqualTo(String.PrefixEnd(k - 1)));
            Assert.That(String.Suffix(k).PrefixEnd(String.Suffix(k).Length), Is.EqualTo(String.PrefixEnd(String.Length)));
        }
    }

    [Test]
    public void The_cost_of_a_string_is_that_of_any_prefix_and_the_suffix_after_it()
    {
        var prices = PaperCase.Instance(PaperCase.NoonValley).Prices;
        for (var k = 0; k <= String.Length; k++)
            Assert.That(String.Prefix(k).Cost(prices) + String.Suffix(k + 1).Cost(prices), Is.EqualTo(String.Cost(prices)).Within(1e-12));
    }

    // 40 min: 10 at 0.4 MW, 30 at 1.3 MW; 15 at 0.05; 5 at 0.2, 20 at 0.8 with 55.3 until the hour and 54.9 after it, twice.
    [Test]
    public void A_set_up_costs_its_own_power() => Assert.That(String.Cost(PaperCase.Instance(PaperCase.NoonValley).Prices), Is.EqualTo(
        ((((0.4 * 10) + (1.3 * 30) + (0.05 * 15) + (0.2 * 5)) * 55.3) + (((0.8 * 20) + (0.2 * 5) + (0.8 * 20)) * 54.9)) / 60).Within(1e-12));

    [Test]
    public void The_transition_function_over_a_string_adds_its_parts_and_is_undefined_beyond_X()
    {
        var automaton = new PricedTimedAutomaton(Model, new DueDates([new(4, PaperCase.T0.AddHours(3))]), 0, PaperCase.T0);
        Assert.That((String.Parts, String.Next(automaton, 0), String.Next(automaton, 1), String.Next(automaton, 2)), Is.EqualTo((4, 4, 5, (int?)null)));
    }
}
