using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

namespace FactoryTwin.Scheduler.Tests.Planning;

/// <summary>How far from the optimum a schedule is, and the look-ahead that is not.</summary>
public class OptimalityTests
{
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(5)]
    public void With_the_exact_cost_to_go_any_window_is_optimal(int window) => RandomInstances.Check(RandomInstances.Any, instance =>
    {
        var exact = new ExactDecider().Decide(instance, default);
        var warm = LookAheadDecider.Warm(window).Decide(instance, default);
        Assert.That(warm.IsFeasible, Is.EqualTo(exact.IsFeasible));
        if (!exact.IsFeasible) return;
        FeasibilityChecker.Check(instance, warm);
        Assert.That(warm.Objective, Is.EqualTo(exact.Objective).Within(1e-9));
        Assert.That(warm.GapPercent, Is.Zero.Or.Null);
    }, count: 1_000);

    [Test]
    public void A_window_cut_to_one_event_stays_optimal_with_the_cost_to_go()
    {
        var instance = PaperCase.Instance(PaperCase.NoonValley);
        var one = new LookAheadDecider(12, (i, r, stop) => CostToGo.Of(i, r, ExactLimits.Asked, stop)) { MaxNodes = 1 }.Decide(instance, default);
        Assert.That(one.Window, Is.LessThanOrEqualTo(1));
        Assert.That(one.Objective, Is.EqualTo(new ExactDecider().Decide(instance, default).Objective).Within(1e-9));
    }

    [Test]
    public void A_short_window_alone_is_myopic() // otherwise the tests above prove nothing
    {
        var dearer = 0;
        RandomInstances.Check(RandomInstances.Any, instance =>
        {
            var plain = new LookAheadDecider(1).Decide(instance, default);
            if (plain.IsFeasible && plain.Objective > new ExactDecider().Decide(instance, default).Objective + 1e-6) dearer++;
        }, count: 2_000);
        Assert.That(dearer, Is.GreaterThan(30));
    }

    [Test]
    public void The_bound_for_large_instances_is_never_above_the_optimum()
    {
        var tight = 0;
        RandomInstances.Check(RandomInstances.Any, instance =>
        {
            var exact = new ExactDecider().Decide(instance, default);
            if (!exact.IsFeasible) return;
            var bound = FluidBound.Of(instance);
            Assert.That(bound, Is.LessThanOrEqualTo(exact.Objective + 1e-9));
            if (exact.Events.Count > 0 && bound > exact.Objective - (0.2 * Math.Abs(exact.Objective))) tight++;
        }, count: 2_000);
        Assert.That(tight, Is.GreaterThan(200), "bounds within a fifth of the optimum");
    }

    [Test]
    public void Every_decider_tells_its_gap() => RandomInstances.Check(RandomInstances.Any, instance =>
    {
        var optimum = new ExactDecider().Decide(instance, default);
        foreach (var kind in Enum.GetValues<DeciderKind>())
        {
            var decision = Decision.Of(instance, kind, 2, default);
            Assert.That(decision.Schedule.IsFeasible, Is.EqualTo(optimum.IsFeasible));
            if (!optimum.IsFeasible) continue;
            foreach (var schedule in new[] { decision.Schedule, decision.Benchmark })
            {
                Assert.That(schedule.BoundIsOptimum, Is.True);
                Assert.That(schedule.LowerBound, Is.EqualTo(optimum.Objective).Within(1e-9));
                if (schedule.GapPercent is { } gap) Assert.That(gap / 100 * Math.Abs(optimum.Objective), Is.EqualTo(schedule.Objective - optimum.Objective).Within(1e-8));
            }
        }
    });

    [Test]
    public void Where_the_exact_optimum_does_not_fit_the_look_ahead_steps_in()
    {
        BatchEvent[] events = [new(0, TimeSpan.FromMinutes(1), 0.1), new(1, TimeSpan.FromSeconds(1_511), 0.8), new(2, TimeSpan.FromSeconds(1_609), 1.3)];
        var due = new DueDates([new(3_000, PaperCase.T0.AddDays(60))]);
        var prices = PriceCurve.Create([new(PaperCase.T0, PaperCase.T0.AddDays(30), 80), new(PaperCase.T0.AddDays(30), PaperCase.T0.AddDays(60), 20)]);
        var instance = new PlanningInstance(new PricedTimedAutomaton(new BatchModel(events, 0, 0, allowConsecutiveIdle: true), due, 0, PaperCase.T0), prices);
        Assert.That(() => Decision.Of(instance, DeciderKind.Exact, 3, default), Throws.TypeOf<InstanceTooLargeException>());
        var decision = Decision.OfWhatFits(instance, DeciderKind.Exact, 3, default);
        Assert.That((decision.Kind, decision.Schedule.IsFeasible, decision.Schedule.BoundIsOptimum), Is.EqualTo((DeciderKind.LookAhead, true, false)));
        Assert.That(decision.Schedule.LowerBound, Is.GreaterThan(0).And.LessThanOrEqualTo(decision.Schedule.Objective));
    }
}
