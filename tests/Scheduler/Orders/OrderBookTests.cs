using FactoryTwin.Services.Scheduler.Machines.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.Scheduler.Tests.Orders;

public class OrderBookTests
{
    private static readonly DateTimeOffset T0 = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly OpenOrder First = new("a", 4, T0.AddHours(1));
    private static readonly OpenOrder Second = new("b", 6, T0.AddHours(3));

    [Test]
    public void Parts_go_to_the_order_that_is_due_first()
    {
        var judged = OrderBook.Judge([Second, First], 5, T0.AddMinutes(50), T0.AddMinutes(50), Grace);
        Assert.That(judged.Settled, Is.EqualTo(new[] { (First, OrderOutcome.Met) }));
        Assert.That(judged.Open, Is.EqualTo(new[] { Second }));
        Assert.That(judged.OnHand, Is.EqualTo(1));
    }

    [Test]
    public void A_later_order_does_not_take_parts_that_an_earlier_one_waits_for()
    {
        var small = Second with { Parts = 2 };
        var judged = OrderBook.Judge([First, small], 3, T0, T0, Grace);
        Assert.That(judged.Settled, Is.Empty);
        Assert.That(judged.OnHand, Is.EqualTo(3));
    }

    [Test]
    public void An_order_is_missed_once_its_due_time_and_the_grace_are_over()
    {
        Assert.That(OrderBook.Judge([First], 3, T0, First.Due + Grace, Grace).Settled, Is.Empty);
        Assert.That(OrderBook.Judge([First], 3, T0, First.Due + Grace + TimeSpan.FromTicks(1), Grace).Settled, Is.EqualTo(new[] { (First, OrderOutcome.Missed) }));
    }

    [Test]
    public void Parts_made_in_time_count_even_if_they_are_heard_of_within_the_grace() =>
        Assert.That(OrderBook.Judge([First], 4, First.Due, First.Due + TimeSpan.FromSeconds(5), Grace).Settled, Is.EqualTo(new[] { (First, OrderOutcome.Met) }));

    [Test]
    public void Parts_made_too_late_do_not_meet_an_order_and_stay_for_the_next()
    {
        var judged = OrderBook.Judge([First, Second], 7, First.Due.AddSeconds(1), First.Due.AddSeconds(2), Grace);
        Assert.That(judged.Settled, Is.EqualTo(new[] { (First, OrderOutcome.Missed), (Second, OrderOutcome.Met) }));
        Assert.That(judged.OnHand, Is.EqualTo(1));
    }

    [Test]
    public void Due_dates_are_cumulative_and_one_a_time() =>
        Assert.That(OrderBook.DueDates([Second, First, new OpenOrder("c", 1, Second.Due)]), Is.EqualTo(new[] { new DueDate(4, First.Due), new DueDate(11, Second.Due) }));
}
