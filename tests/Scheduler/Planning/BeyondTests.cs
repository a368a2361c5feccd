using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

namespace FactoryTwin.Scheduler.Tests.Planning;

/// <summary>What goes beyond the paper's model, each against the enumeration of all strings: closures, set-ups by the size before, solar power.</summary>
public class BeyondTests
{
    [Test]
    public void Closures() => Check(RandomInstances.Closed, (_, exact) => exact.Events.Skip(1).Zip(exact.Events).Any(p => p.First.Start != p.Second.End), "a stand between events", 1_500);

    [Test]
    public void Set_ups_that_depend_on_the_size_before() => Check(
        RandomInstances.WithSetUps, (instance, exact) => exact.Events.Any(e => e.Event.SetUp != instance.Automaton.Model.Sizes[e.Event.Parts].SetUp), "a set-up of their own", 2_000);

    [Test]
    public void Solar_power() => Check(
        RandomInstances.Sunny, (instance, exact) => exact.Events.Any(e => instance.Prices.Solar?.Steps.Any(s => s.PowerMw > 0 && s.Start < e.End && s.End > e.Start) == true), "solar power in use", 1_500);

    private static void Check(FsCheck.Gen<PlanningInstance> instances, Func<PlanningInstance, Schedule, bool> special, string what, int count)
    {
        var (optima, closed, seen) = (0, 0, 0);
        RandomInstances.Check(instances, instance =>
        {
            var brute = new BruteForce(instance);
            var all = brute.Marked();
            var exact = new ExactDecider().Decide(instance, default);
            Assert.That(exact.IsFeasible, Is.EqualTo(all.Count > 0), exact.InfeasibleReason);
            if (all.Count == 0)
            {
                closed++;
                return;
            }
            FeasibilityChecker.Check(instance, exact);
            var least = all.Min(brute.Objective);
            Assert.That(exact.Objective, Is.EqualTo(least).Within(1e-9));
            var benchmark = new BenchmarkDecider().Decide(instance, default);
            foreach (var other in new[] { benchmark, new LookAheadDecider(1).Decide(instance, default), new LookAheadDecider(4).Decide(instance, default) })
            {
                FeasibilityChecker.Check(instance, other);
                Assert.That(other.Objective, Is.InRange(least - 1e-9, benchmark.Objective + 1e-9), "never below the optimum, never above the benchmark");
            }
            var warm = LookAheadDecider.Warm(2).Decide(instance, default);
            FeasibilityChecker.Check(instance, warm);
            Assert.That(warm.Objective, Is.EqualTo(least).Within(1e-9));
            Assert.That(FluidBound.Of(instance), Is.LessThanOrEqualTo(least + 1e-9));
            optima++;
            if (special(instance, exact)) seen++;
        }, count);
        TestContext.Out.WriteLine($"{optima} optima, {seen} with {what}, {closed} infeasible");
        Assert.That(new[] { optima / 5, seen, closed }, Has.All.GreaterThan(40));
    }
}
