using FactoryTwin.Scheduler.Tests.Planning;
using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.Scheduler.Tests.Peers;

/// <summary>The exact decider against a solver that shares nothing with it, on instances too large to enumerate.</summary>
public class CbcTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Test]
    public void The_optimum_is_that_of_a_mixed_integer_programme()
    {
        var (solved, idle, negative) = (0, 0, 0);
        RandomInstances.Check(MediumInstances.All, instance =>
        {
            var exact = new ExactDecider().Decide(instance, default);
            var programme = new MixedIntegerProgram(instance);
            var best = programme.EndStates.Select(x => (X: x, Answer: Cbc.Solve(programme.Text(x), Limit)))
                .Where(p => p.Answer.Feasible)
                .Select(p => programme.Objective(p.Answer.Chosen.Sum(s => programme.Cost(s.B, s.K)), p.X))
                .DefaultIfEmpty(double.PositiveInfinity).Min();
            Assert.That(exact.IsFeasible, Is.EqualTo(double.IsFinite(best)), exact.InfeasibleReason);
            if (!exact.IsFeasible) return;
            FeasibilityChecker.Check(instance, exact);
            Assert.That(exact.Objective, Is.EqualTo(best).Within(1e-6 * (1 + Math.Abs(best))), "CBC's own tolerance");
            Assert.That(exact.Objective, Is.LessThanOrEqualTo(best + 1e-9), "and never above it");
            Assert.That(new LookAheadDecider(3).Decide(instance, default).Objective, Is.GreaterThanOrEqualTo(exact.Objective - 1e-9));
            solved++;
            if (exact.Events.Any(e => e.Event.IsIdle)) idle++;
            if (exact.EnergyCost < 0) negative++;
        }, count: 60);
        TestContext.Out.WriteLine($"{solved} optima, {idle} with idle events, {negative} that earn money");
        Assert.That((solved > 20, idle > 10), Is.EqualTo((true, true)));
    }
}
