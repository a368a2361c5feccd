using FactoryTwin.Scheduler.Tests.Peers;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Site;

namespace FactoryTwin.Scheduler.Tests.Parallel;

/// <summary>Sites with a demand charge, a contracted capacity and solar power: against CBC, against the enumeration, and by a checker of their costs.</summary>
public class SiteTests
{
    [Test]
    public void The_enumeration_is_what_CBC_finds()
    {
        var (feasible, limited) = (0, 0);
        for (var seed = 0; seed < 20; seed++)
        {
            var (fleet, terms) = Small(seed);
            var cbc = Cbc.Solve(new SiteIntegerProgram(fleet, terms, TimeSpan.FromMinutes(15)).Text(), TimeSpan.FromSeconds(60));
            var exact = new SiteDecider { MostCombinations = 50_000_000 }.Decide(fleet, terms, default);
            Assert.That(exact.IsFeasible, Is.EqualTo(cbc.Feasible), $"seed {seed}: {exact.InfeasibleReason}");
            if (!cbc.Feasible)
            {
                if (new FleetDecider().Decide(fleet, default).IsFeasible) limited++;
                continue;
            }
            Check(fleet, terms, exact, seed);
            Assert.That(exact.Objective, Is.EqualTo(Theirs(fleet, terms, cbc)).Within(1e-6), $"seed {seed}");
            Assert.That(exact.GapPercent, Is.Zero);
            feasible++;
        }
        Assert.That((feasible > 8, limited > 0), Is.EqualTo((true, true)), $"{feasible} feasible, {limited} by the contract alone not");
    }

    [Test]
    public void The_priced_meter_bounds_the_optimum_and_comes_near_it()
    {
        var (feasible, optimal, gaps) = (0, 0, new List<double>());
        for (var seed = 100; seed < 140; seed++)
        {
            var (fleet, terms) = Small(seed);
            var exact = new SiteDecider { MostCombinations = 50_000_000 }.Decide(fleet, terms, default);
            var priced = new SiteDecider { MostCombinations = 0 }.Decide(fleet, terms, default);
            if (!exact.IsFeasible)
            {
                Assert.That(priced.IsFeasible, Is.False, $"seed {seed}");
                continue;
            }
            if (!priced.IsFeasible) continue; // a heuristic may not find the only schedules below a tight limit
            feasible++;
            Check(fleet, terms, priced, seed);
            Assert.That(priced.LowerBound, Is.LessThanOrEqualTo(exact.Objective + 1e-6), $"seed {seed}");
            Assert.That(priced.Objective, Is.GreaterThanOrEqualTo(exact.Objective - 1e-6), $"seed {seed}");
            if (priced.Objective <= exact.Objective + 1e-6) optimal++;
            gaps.Add(priced.Objective / exact.Objective);
        }
        TestContext.Out.WriteLine($"{optimal} of {feasible} optimal, on average {gaps.Average() - 1:P2} above");
        Assert.That((feasible >= 20, optimal > feasible / 2, gaps.Average() < 1.05), Is.EqualTo((true, true, true)));
    }

    [Test]
    public void Ten_machines_over_a_day_have_a_schedule_with_its_gap()
    {
        var (fleet, terms) = RandomSites.Of(7, 10, 96, 5);
        terms = terms with { DemandCharge = 15, ContractedMw = null };
        var schedule = new SiteDecider().Decide(fleet, terms, default);
        Assert.That(schedule.IsFeasible, Is.True, schedule.InfeasibleReason);
        Check(fleet, terms, schedule, 7);
        TestContext.Out.WriteLine($"gap {schedule.GapPercent:F2} %");
        Assert.That(schedule.GapPercent, Is.LessThan(3));
    }

    private static (FleetInstance Fleet, SiteTerms Terms) Small(int seed)
    {
        var (fleet, terms) = RandomSites.Of(seed, 2, 8, 4);
        return (fleet with { InventoryAllowance = 0, PreviousEvents = null }, terms);
    }

    private static double Theirs(FleetInstance fleet, SiteTerms terms, Cbc.Answer cbc)
    {
        var cost = cbc.Chosen.Sum(c => new FleetIntegerProgram(fleet, TimeSpan.FromMinutes(15)).Cost(c.B, c.K));
        var events = cbc.Chosen.Select(c => (fleet.Machines[c.B / 100].Sizes[c.B % 100], fleet.Start + TimeSpan.FromMinutes(15 * c.K)));
        var (saving, peak) = Site(fleet, terms, events.ToList());
        return (cost - saving + (terms.DemandCharge * peak)) / fleet.Demand;
    }

    private static void Check(FleetInstance fleet, SiteTerms terms, SiteSchedule schedule, int seed)
    {
        Assert.That(FleetChecker.Faults(fleet, schedule.Fleet), Is.Empty, $"seed {seed}");
        var (saving, peak) = Site(fleet, terms, [.. schedule.Fleet.Machines.SelectMany(m => m.Events.Select(e => (e.Event, e.Start)))]);
        Assert.That(schedule.PeakMw, Is.EqualTo(peak).Within(1e-9), $"seed {seed}");
        Assert.That(schedule.SolarSaving, Is.EqualTo(saving).Within(1e-9), $"seed {seed}");
        Assert.That(schedule.DemandCost, Is.EqualTo(terms.DemandCharge * peak).Within(1e-9));
        Assert.That(peak, Is.LessThanOrEqualTo((terms.ContractedMw ?? double.PositiveInfinity) + 1e-9), $"seed {seed}");
        Assert.That(schedule.Objective, Is.EqualTo(fleet.Objective(schedule.Fleet.EnergyCost - saving + schedule.DemandCost, schedule.Fleet.Parts)).Within(1e-9), $"seed {seed}");
    }

    /// <summary>By summing what every event has in every interval.</summary>
    private static (double Saving, double Peak) Site(FleetInstance fleet, SiteTerms terms, List<(FactoryTwin.Services.Scheduler.Planning.Domain.BatchEvent Event, DateTimeOffset Start)> events)
    {
        var (saving, peak) = (0.0, 0.0);
        for (var at = fleet.Start; at < fleet.DueDates.Last; at += terms.Interval)
        {
            var end = at + terms.Interval;
            var load = events.Sum(e => (e.Event.SetUpPowerMw * Overlap(e.Start, e.Start + e.Event.SetUp)) + (e.Event.PowerMw * Overlap(e.Start + e.Event.SetUp, e.Start + e.Event.Duration)));
            peak = Math.Max(peak, load / terms.Interval.TotalHours);
            foreach (var s in terms.Solar.Where(s => s.Start < end && s.End > at)) saving += (fleet.Prices.PriceAt(at)!.Value - s.FeedIn) * Math.Min(load, s.PowerMw * terms.Interval.TotalHours);

            double Overlap(DateTimeOffset from, DateTimeOffset to) => Math.Max(0, ((to < end ? to : end) - (from > at ? from : at)).TotalHours);
        }
        return (saving, peak);
    }
}
