using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

namespace FactoryTwin.Scheduler.Tests.Parallel;

/// <summary>Fleets against the enumeration of all schedules, and the decider for one machine.</summary>
public class FleetTests
{
    [Test]
    public void Small_fleets_are_feasible_where_they_can_be_bounded_by_the_optimum_and_mostly_reach_it()
    {
        var (feasible, optimal) = (0, 0);
        for (var seed = 0; seed < 300; seed++)
        {
            var fleet = RandomFleets.Of(new Random(seed), 1 + (seed % 3), 7, 4);
            var schedule = new FleetDecider().Decide(fleet, default);
            if (new FleetBruteForce(fleet).Least() is not { } least)
            {
                Assert.That(schedule.IsFeasible, Is.False, $"seed {seed}");
                Assert.That(schedule.InfeasibleReason, Is.Not.Empty);
                continue;
            }
            Assert.That(schedule.IsFeasible, Is.True, $"seed {seed}: {schedule.InfeasibleReason}");
            Assert.That(FleetChecker.Faults(fleet, schedule), Is.Empty, $"seed {seed}");
            Assert.That(schedule.LowerBound, Is.LessThanOrEqualTo(least + 1e-7), $"seed {seed}");
            Assert.That(schedule.Objective, Is.GreaterThanOrEqualTo(least - 1e-7), $"seed {seed}");
            feasible++;
            if (schedule.Objective <= least + 1e-7) optimal++;
        }
        TestContext.Out.WriteLine($"{optimal} of {feasible} optimal");
        Assert.That(feasible, Is.GreaterThan(200), "or the instances prove nothing");
        Assert.That(optimal, Is.GreaterThan(0.97 * feasible));
    }

    [Test]
    public void A_fleet_of_one_is_what_the_exact_decider_makes_of_it()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var fleet = RandomFleets.Of(new Random(seed), 1, 40, 5);
            var model = fleet.Machines[0];
            var alone = new BatchModel(model.Sizes, fleet.InventoryAllowance, fleet.InventoryWeight, allowConsecutiveIdle: true, model.Forbidden);
            var exact = new ExactDecider().Decide(new PlanningInstance(new PricedTimedAutomaton(alone, fleet.DueDates, 0, fleet.Start), fleet.Prices, fleet.PreviousEvents?[0]), default);
            var schedule = new FleetDecider().Decide(fleet, default);
            Assert.That(schedule.IsFeasible, Is.EqualTo(exact.IsFeasible), $"seed {seed}");
            if (exact.IsFeasible) Assert.That(schedule.Objective, Is.EqualTo(exact.Objective).Within(1e-7), $"seed {seed}");
        }
    }

    [Test]
    public void Ten_machines_over_a_day_are_within_a_hundredth_of_the_bound()
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var fleet = RandomFleets.Of(new Random(seed), 10, 96, 5, lowestPrice: 3, leastParts: 100);
            var schedule = new FleetDecider().Decide(fleet, default);
            Assert.That(schedule.IsFeasible, Is.True, $"seed {seed}: {schedule.InfeasibleReason}");
            Assert.That(FleetChecker.Faults(fleet, schedule), Is.Empty, $"seed {seed}");
            Assert.That(schedule.GapPercent, Is.LessThanOrEqualTo(1), $"seed {seed}");
        }
    }

    [Test]
    public void What_asks_for_nothing_or_names_no_machine_is_refused()
    {
        var fleet = RandomFleets.Of(new Random(1), 2, 10, 3);
        Assert.Multiple(() =>
        {
            Assert.That(() => new FleetDecider().Decide(fleet with { Machines = [] }, default), Throws.ArgumentException);
            Assert.That(() => new FleetDecider().Decide(fleet with { DueDates = new DueDates([]) }, default), Throws.ArgumentException);
            Assert.That(() => new FleetDecider().Decide(fleet, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        });
    }
}
