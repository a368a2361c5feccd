using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.Scheduler.Tests.Planning;

/// <summary>Checks a schedule against its instance from the outside, by times and counts alone.</summary>
internal static class FeasibilityChecker
{
    internal static void Check(PlanningInstance instance, Schedule schedule)
    {
        var (automaton, model) = (instance.Automaton, instance.Automaton.Model);
        var brute = new BruteForce(instance);
        var (time, x, cost, energy) = (automaton.Start, automaton.InitialState, 0.0, 0.0);
        var before = instance.PreviousEvent;
        var set = before is > 0 ? before : null; // what the machine is set up for
        foreach (var e in schedule.Events)
        {
            var b = e.Event.Parts;
            var (setUp, setUpPower) = brute.SetUp(set, b);
            Assert.That(e.Event with { Letter = b }, Is.EqualTo(model.Sizes[b] with { SetUp = setUp, SetUpPowerMw = setUpPower }));
            if (e.Start != time)
            {
                // Only a closure's end may be waited for, and its own time is nobody's.
                Assert.That(automaton.Closures.Given.Select(c => c.End).Where(end => end > time), Does.Contain(e.Start), "no gap and no overlap between events");
                Assert.That(brute.Keeps(x, x, e.Start), Is.True, $"a due date is broken until {e.Start:O}");
                (time, before) = (e.Start, null);
            }
            Assert.That(automaton.Closures.Given.Any(c => c.Start < c.End && c.Start < e.End && c.End > e.Start), Is.False, "no event overlaps a closure");
            Assert.That(e.End, Is.EqualTo(time + setUp + model.Sizes[b].Processing));
            Assert.That(brute.Keeps(x, x + b, e.End), Is.True, $"a due date is broken at {e.End:O}");
            Assert.That(before is { } last && model.Forbidden.Contains((last, b)), Is.False, $"{b} may not follow {before}");
            Assert.That(e.Cost, Is.EqualTo(brute.Cost(b, time, set)).Within(1e-9));
            (time, x, cost, energy, before) = (e.End, x + b, cost + e.Cost, energy + (model.Sizes[b].PowerMw * model.Sizes[b].Processing.TotalHours) + (setUpPower * setUp.TotalHours), b);
            if (b > 0) set = b;
            Assert.That(e.PartsAfter, Is.EqualTo(x));
        }
        var demand = automaton.DueDates.Ordered.Max(d => d.Parts);
        Assert.That(x, Is.InRange(demand, demand + model.InventoryAllowance), "ends in Xm");
        Assert.That(schedule.Parts, Is.EqualTo(x));
        Assert.That(schedule.EnergyCost, Is.EqualTo(cost).Within(1e-9));
        Assert.That(schedule.EnergyMwh, Is.EqualTo(energy).Within(1e-9));
        Assert.That(schedule.Objective, Is.EqualTo(brute.Objective(new BruteForce.Found([], x, cost))).Within(1e-9));
    }
}
