using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

/// <summary>
/// Schedules a fleet: a bound by column generation, a schedule by choosing among its strings and closing exactly. J is a ratio, so each number of
/// parts that Xm allows is bounded on its own, and those are scheduled whose bound leaves hope.
/// </summary>
public sealed class FleetDecider
{
    /// <summary>How fine the machines' grids may be.</summary>
    public ExactLimits Limits { get; init; } = ExactLimits.Asked with { MaxTransitions = 1_000_000 };

    /// <summary>Choices kept at each machine.</summary>
    public int BeamWidth { get; init; } = 400;

    /// <summary>Rounds in which the early due times' pay is mended for a tighter bound.</summary>
    public int SplitRounds { get; init; } = 20;

    /// <summary>A schedule with its gap, or the reason why there is none.</summary>
    /// <exception cref="ArgumentException">There is no machine, nothing is due, or a machine idles in forbidden ways.</exception>
    /// <exception cref="InstanceTooLargeException">A machine's grid is beyond the limits.</exception>
    /// <exception cref="PriceGapException">A part of the horizon has no price.</exception>
    public FleetSchedule Decide(FleetInstance fleet, CancellationToken cancellationToken)
    {
        if (fleet.Machines.Count == 0) throw new ArgumentException("There is no machine.", nameof(fleet));
        if (fleet.Demand < 1 || fleet.DueDates.Last <= fleet.Start) throw new ArgumentException("Nothing is due after the start.", nameof(fleet));
        var program = new FleetProgram(fleet, Limits);
        var bounds = Enumerable.Range(fleet.Demand, fleet.InventoryAllowance + 1).Select(x => (Parts: x, Bound: fleet.Objective(program.Solve(x, cancellationToken), x)))
            .Where(b => double.IsFinite(b.Bound)).OrderBy(b => b.Bound).ToList();
        if (bounds.Count == 0) return Unreachable(program);
        var (best, least, proven) = ((MachineString[]?)null, double.PositiveInfinity, double.PositiveInfinity);
        var random = new FastRandom(fleet.Machines.Count);
        foreach (var (parts, bound) in bounds)
        {
            if (bound >= least) break;
            var (energy, found) = Schedule(fleet, program, parts, ref random, cancellationToken);
            // The bound of J is the least of the bounds for each number of parts, those that are not looked at included.
            proven = Math.Min(proven, Math.Max(bound, fleet.Objective(energy, parts)));
            if (found is null) continue;
            var objective = fleet.Objective(found.Sum(s => s.Cost), parts);
            if (objective < least) (best, least) = (found, objective);
        }
        proven = Math.Min(proven, least);
        return best is null ? FleetSchedule.Infeasible("No schedule was found that makes the demanded parts in time.") : Build(fleet, best, proven);
    }

    /// <summary>The best schedule found with so many parts, and what none of them falls below.</summary>
    private (double Bound, MachineString[]? Found) Schedule(FleetInstance fleet, FleetProgram program, int parts, ref FastRandom random, CancellationToken cancellationToken)
    {
        var bound = program.Solve(parts, cancellationToken);
        var split = new FleetSplit(program, fleet.Machines.Count).Search(parts, SplitRounds, double.PositiveInfinity, cancellationToken);
        if (split is { } exact) bound = Math.Max(bound, exact.Bound);
        var found = split?.Schedule;
        if (found is not null && found.Sum(s => s.Cost) - bound <= 1e-9 * Math.Abs(bound)) return (bound, found);
        program.Enrich(60, ref random);
        var chosen = new FleetBeam(fleet, program, BeamWidth, 25).Search(parts, cancellationToken);
        if (chosen is not null && (found is null || chosen.Sum(s => s.Cost) < found.Sum(s => s.Cost))) found = chosen;
        return (bound, found);
    }

    private static FleetSchedule Unreachable(FleetProgram program)
    {
        for (var k = 0; k < program.Due.Count; k++)
        {
            var (due, most) = (program.Due[k], program.Most(k));
            if (most >= due.Parts) continue;
            return FleetSchedule.Infeasible($"At least {due.Parts} parts by {due.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC cannot be made: {most} are the most that all machines together can make by then.", due);
        }
        return FleetSchedule.Infeasible("The demands can be met one by one, but not together, or not without more surplus than inventory_allowance lets be.");
    }

    private static FleetSchedule Build(FleetInstance fleet, MachineString[] strings, double bound)
    {
        var schedules = strings.Select(s =>
        {
            var model = fleet.Machines[s.Machine];
            var builder = new ScheduleBuilder(fleet.Alone(s.Machine, fleet.DueDates));
            foreach (var b in s.Sizes) builder.Add(model.Events[b]);
            return builder.Build();
        }).ToList();
        var (cost, parts) = (schedules.Sum(s => s.EnergyCost), schedules.Sum(s => s.Parts));
        return new FleetSchedule(schedules, cost, parts, fleet.Objective(cost, parts), bound);
    }
}
