using FactoryTwin.Scheduler.Tests.Planning;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Negotiating;

namespace FactoryTwin.Scheduler.Tests.Negotiating;

public class FallbackTests
{
    private static readonly DateTimeOffset T0 = RandomInstances.T0;

    [Test]
    public void It_keeps_closures_successions_and_inventory_and_says_what_is_late() => RandomInstances.Check(InfeasibleInstances.All, instance =>
    {
        var (a, fallback) = (instance.Automaton, ExpertSchedule.Of(instance, [new ExpertRule(1, LeastPrice: 50), new ExpertRule(0, LeastPrice: 120, LeastSlack: TimeSpan.FromMinutes(10))]));
        var (time, x, before) = (a.Start, a.InitialState, instance.PreviousEvent);
        foreach (var e in fallback.Schedule.Events)
        {
            if (e.Start != time)
            {
                Assert.That(a.Closures.Given.Select(c => c.End), Does.Contain(e.Start), "only a closure's end is waited for");
                before = null;
            }
            Assert.That(before is { } last && a.Model.Forbidden.Contains((last, e.Event.Parts)), Is.False);
            Assert.That(a.Closures.Given.Any(c => c.Start < c.End && c.Start < e.End && c.End > e.Start), Is.False);
            (time, x, before) = (e.End, x + e.Event.Parts, e.Event.Parts);
            Assert.That(x, Is.LessThanOrEqualTo(Math.Max(a.LargestState, a.InitialState)));
        }
        foreach (var due in a.DueDates.Ordered)
        {
            var made = fallback.Schedule.Events.Where(e => e.End <= due.Time).Select(e => e.PartsAfter).Append(a.InitialState).Max();
            Assert.That(fallback.Shortfalls.Where(s => s.Due == due).Select(s => s.Missing).Distinct(), Is.EqualTo(made < due.Parts ? new[] { due.Parts - made } : []));
        }
    }, count: 500);

    [Test]
    public void Rules_apply_in_their_order_while_the_horizon_lasts()
    {
        var prices = PriceCurve.Create([new(T0, T0.AddMinutes(60), 30), new(T0.AddMinutes(60), T0.AddMinutes(120), 200), new(T0.AddMinutes(120), T0.AddMinutes(180), 30)]);
        var model = new BatchModel([new(0, TimeSpan.FromMinutes(30), 0.1), new(1, TimeSpan.FromMinutes(30), 1), new(2, TimeSpan.FromMinutes(30), 2)], 0, 0, allowConsecutiveIdle: true);
        var instance = new PlanningInstance(new PricedTimedAutomaton(model, new DueDates([new(20, T0.AddMinutes(180))]), 0, T0), prices);
        var fallback = ExpertSchedule.Of(instance, [new ExpertRule(0, LeastPrice: 100, LeastSlack: TimeSpan.FromMinutes(100)), new ExpertRule(1, LeastPrice: 100)]);
        Assert.That(fallback.Schedule.Events.Select(e => e.Event.Parts).Take(9), Is.EqualTo(new[] { 2, 2, 0, 1, 2, 2, 2, 2, 2 }), "dear: first idle, then small; cheap, and late: as much as goes");
        Assert.That(fallback.Schedule.Parts, Is.EqualTo(20));
        Assert.That(fallback.UnpricedFrom, Is.EqualTo(T0.AddMinutes(180)));
        Assert.That(fallback.Shortfalls.Single(), Is.EqualTo(new Shortfall(new DueDate(20, T0.AddMinutes(180)), 11, fallback.Schedule.Events[^1].End)));
    }
}
