using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Replanning.Domain;
using FactoryTwin.Scheduler.Tests.Planning;

namespace FactoryTwin.Scheduler.Tests.Replanning;

public class PlanReasonTests
{
    private static readonly DateTimeOffset T0 = PaperCase.T0; // 13:00

    [Test]
    public void A_rise_over_several_steps_is_one_change_with_its_mean()
    {
        var changes = PriceChange.Between(Hourly(40, 45, 45, 45, 50), Hourly(40, 88, 88, 88, 50), T0, T0.AddHours(5));
        Assert.That(changes, Is.EqualTo(new[] { new PriceChange(T0.AddHours(1), T0.AddHours(4), 45, 88) }));
        Assert.That(PlanReason.OfPrices(changes, "USD", T0), Is.EqualTo("Price 14:00-17:00 UTC rose from 45.00 to 88.00 USD/MWh"));
    }

    [Test]
    public void A_change_that_is_in_force_already_is_told_by_its_end()
    {
        var changes = PriceChange.Between(Hourly(40, 40), Hourly(50, 40), T0.AddMinutes(20), T0.AddHours(2));
        Assert.That(PlanReason.OfPrices(changes, "USD", T0.AddMinutes(20)), Is.EqualTo("Price until 14:00 UTC rose from 40.00 to 50.00 USD/MWh"));
    }

    [Test]
    public void The_weightiest_of_several_changes_is_told_and_the_others_counted()
    {
        var changes = PriceChange.Between(Hourly(40, 40, 40, 40), Hourly(41, 40, 10, 40), T0, T0.AddHours(4));
        Assert.That(PlanReason.OfPrices(changes, "EUR", T0), Is.EqualTo("Price 15:00-16:00 UTC fell from 40.00 to 10.00 EUR/MWh, 1 other stretch changed"));
    }

    [Test]
    public void Prices_that_become_known_are_no_rise()
    {
        var changes = PriceChange.Between(Hourly(40), Hourly(40, 60), T0, T0.AddHours(2));
        Assert.That(PlanReason.OfPrices(changes, "USD", T0), Is.EqualTo("Price 14:00-15:00 UTC became known: 60.00 USD/MWh"));
    }

    [Test]
    public void Equal_prices_in_other_steps_are_no_change()
    {
        var finer = PriceCurve.Create([new(T0, T0.AddMinutes(20), 40), new(T0.AddMinutes(20), T0.AddHours(2), 40)]);
        Assert.That(PriceChange.Between(Hourly(40, 40), finer, T0, T0.AddHours(2)), Is.Empty);
    }

    [Test]
    public void Batches_that_moved_out_of_the_dear_hours_are_counted()
    {
        var changes = PriceChange.Between(Hourly(40, 45, 45, 40), Hourly(40, 90, 90, 40), T0, T0.AddHours(4));
        var before = new[] { Batch(0), Batch(65), Batch(95), Batch(125) };
        Assert.That(PlanReason.OfMoves(changes, before, [Batch(0), Batch(30), Batch(95), Batch(125)], T0), Is.EqualTo("1 batch moved before 14:00"));
        Assert.That(PlanReason.OfMoves(changes, before, [Batch(0), Batch(180), Batch(205), Batch(125)], T0), Is.EqualTo("2 batches moved after 16:00"));
        Assert.That(PlanReason.OfMoves(changes, before, before, T0), Is.EqualTo("no batch had to move"));
    }

    [TestCase(2.44, "saves 2.4 % against largest-first")]
    [TestCase(0.02, "saves 0.02 % against largest-first")]
    [TestCase(0.0, "costs the same as largest-first")]
    public void The_saving_is_said_as_it_is(double percent, string text) => Assert.That(PlanReason.OfSaving(percent), Is.EqualTo(text));

    private static TrackedEvent Batch(int minute) => new(2, T0.AddMinutes(minute), T0.AddMinutes(minute + 25), 0);

    private static PriceCurve Hourly(params double[] prices) => PriceCurve.Create(prices.Select((p, i) => new PriceStep(T0.AddHours(i), T0.AddHours(i + 1), p)));
}
