using FactoryTwin.Scheduler.Tests.Parallel;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

namespace FactoryTwin.Scheduler.Tests.Peers;

/// <summary>Fleets of medium size against CBC.</summary>
public class FleetCbcTests
{
    [Test]
    public void The_optimum_of_CBC_is_between_bound_and_schedule()
    {
        var feasible = 0;
        for (var seed = 0; seed < 12; seed++)
        {
            var fleet = RandomFleets.Of(new Random(seed), 3, 20, 4) with { InventoryAllowance = 0, PreviousEvents = null };
            var program = new FleetIntegerProgram(fleet, TimeSpan.FromMinutes(15));
            var cbc = Cbc.Solve(program.Text(), TimeSpan.FromSeconds(60));
            var schedule = new FleetDecider().Decide(fleet, default);
            Assert.That(schedule.IsFeasible, Is.EqualTo(cbc.Feasible), $"seed {seed}");
            if (!cbc.Feasible) continue;
            feasible++;
            Assert.That(cbc.Optimal, Is.True, $"seed {seed}");
            var theirs = cbc.Chosen.Sum(c => program.Cost(c.B, c.K)) / fleet.Demand;
            Assert.That(schedule.LowerBound, Is.LessThanOrEqualTo(theirs + 1e-6), $"seed {seed}");
            Assert.That(schedule.Objective, Is.GreaterThanOrEqualTo(theirs - 1e-6).And.LessThanOrEqualTo(theirs + (0.01 * Math.Abs(theirs)) + 1e-6), $"seed {seed}");
        }
        Assert.That(feasible, Is.GreaterThan(5), "or the instances prove nothing");
    }
}
