using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Site;

/// <summary>
/// Schedules a fleet whose machines share a meter. Small fleets are enumerated. Otherwise the meter is priced (Lagrange): each machine pays a price on
/// top for the energy it takes in an interval, the site's own costs are minimised for those payments, and the sum of both least values bounds every
/// schedule from below, whatever the prices; they are mended in rounds. The schedules met on the way are improved machine by machine: each is
/// scheduled exactly for what the others leave, with what its events add to the site's costs, under peaks that are lowered step by step.
/// </summary>
public sealed class SiteDecider
{
    /// <summary>Rounds in which the bound of whole numbers of parts is mended.</summary>
    public int SplitRounds { get; init; } = 20;

    /// <summary>Combinations that are enumerated before the meter is priced instead; 0 for none.</summary>
    public int MostCombinations { get; init; } = 100_000;

    /// <summary>A schedule with its gap, or the reason why there is none.</summary>
    /// <exception cref="InstanceTooLargeException">A machine's grid is beyond the limits.</exception>
    public SiteSchedule Decide(FleetInstance fleet, SiteTerms terms, CancellationToken cancellationToken)
    {
        var meter = new SiteMeter(fleet, terms);
        if (SiteEnumeration.Of(fleet, meter, MostCombinations, cancellationToken) is { } all)
            return all.Strings is null ? None(fleet) : Build(fleet, meter, all.Strings, all.Objective);
        var search = new SiteSearch(fleet, meter, terms);
        var bounds = Enumerable.Range(fleet.Demand, fleet.InventoryAllowance + 1).Select(x => (Parts: x, Bound: fleet.Objective(search.Bound(x, cancellationToken), x)))
            .Where(b => double.IsFinite(b.Bound)).OrderBy(b => b.Bound).ToList();
        var (best, least, proven) = ((IReadOnlyList<Schedule>?)null, double.PositiveInfinity, double.PositiveInfinity);
        foreach (var (parts, bound) in bounds)
        {
            if (bound >= least) break;
            var (energy, found, cost) = search.Run(parts, SplitRounds, cancellationToken);
            proven = Math.Min(proven, Math.Max(bound, fleet.Objective(energy, parts)));
            if (found is null || fleet.Objective(cost, parts) >= least) continue;
            (best, least) = (found, fleet.Objective(cost, parts));
        }
        return best is null ? None(fleet) : Build(fleet, meter, [.. best.Select(m => m.Events.Select(e => e.Event).ToList())], Math.Min(proven, least));
    }

    private static SiteSchedule None(FleetInstance fleet)
    {
        var alone = new FleetDecider { BeamWidth = 50, SplitRounds = 3 }.Decide(fleet, default);
        var reason = alone.IsFeasible ? "No schedule was found that keeps every interval within contracted_power_mw." : alone.InfeasibleReason;
        return new SiteSchedule(FleetSchedule.Infeasible(reason, alone.InfeasibleDue), 0, 0, 0, double.PositiveInfinity, double.PositiveInfinity, reason);
    }

    private static SiteSchedule Build(FleetInstance fleet, SiteMeter meter, IReadOnlyList<IReadOnlyList<BatchEvent>> strings, double bound)
    {
        var load = new double[meter.Count];
        var machines = strings.Select((s, m) =>
        {
            var builder = new ScheduleBuilder(fleet.Alone(m, fleet.DueDates));
            foreach (var sigma in s)
            {
                meter.Add(load, sigma, builder.Time.UtcTicks);
                builder.Add(sigma);
            }
            return builder.Build();
        }).ToList();
        var (cost, parts, site) = (machines.Sum(m => m.EnergyCost), machines.Sum(m => m.Parts), meter.Cost(load));
        var objective = fleet.Objective(cost + site.Total, parts);
        return new SiteSchedule(new FleetSchedule(machines, cost, parts, fleet.Objective(cost, parts), double.NegativeInfinity), site.Saving, site.PeakMw, site.Demand, objective, Math.Min(bound, objective));
    }
}
