using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.Scheduler.Tests.Planning;

/// <summary>Machines that are closed at times, against the enumeration of all strings and stands.</summary>
public class ClosureTests
{
    [Test]
    public void With_closures_too_the_exact_decider_finds_the_optimum_and_no_other_beats_it()
    {
        var (optima, closed, stands) = (0, 0, 0);
        RandomInstances.Check(RandomInstances.Closed, instance =>
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
            foreach (var other in new[] { new BenchmarkDecider().Decide(instance, default), new LookAheadDecider(1).Decide(instance, default), new LookAheadDecider(4).Decide(instance, default) })
            {
                FeasibilityChecker.Check(instance, other);
                Assert.That(other.Objective, Is.GreaterThanOrEqualTo(least - 1e-9));
            }
            var warm = LookAheadDecider.Warm(2).Decide(instance, default);
            FeasibilityChecker.Check(instance, warm);
            Assert.That(warm.Objective, Is.EqualTo(least).Within(1e-9));
            optima++;
            if (exact.Events.Skip(1).Zip(exact.Events).Any(p => p.First.Start != p.Second.End)) stands++;
        }, count: 2_000);
        TestContext.Out.WriteLine($"{optima} optima, {stands} with a stand between events, {closed} infeasible");
        Assert.That(new[] { optima / 5, stands, closed }, Has.All.GreaterThan(60));
    }

    [Test]
    public void The_look_ahead_never_costs_more_than_the_benchmark() => RandomInstances.Check(RandomInstances.Closed, instance =>
    {
        var benchmark = new BenchmarkDecider().Decide(instance, default);
        if (benchmark.IsFeasible) Assert.That(new LookAheadDecider(3).Decide(instance, default).Objective, Is.LessThanOrEqualTo(benchmark.Objective + 1e-9));
    }, count: 500);
}
