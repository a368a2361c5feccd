using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Site;

/// <summary>
/// A site by number of parts: the relaxed site bounds what it costs and leads to a schedule, the fleet at the prices that it found for each interval's energy,
/// with whole numbers of parts a machine, bounds it once more and leads to another; both are polished.
/// </summary>
internal sealed class SiteSearch
{
    private static readonly ExactLimits Limits = ExactLimits.Asked with { MaxTransitions = 1_000_000 };
    private readonly FleetInstance _fleet;
    private readonly SiteMeter _meter;
    private readonly SiteProgram _program;
    private readonly SitePolish _polish;
    private readonly Dictionary<int, SiteProgram.Answer> _relaxed = [];

    public SiteSearch(FleetInstance fleet, SiteMeter meter, SiteTerms terms)
    {
        (_fleet, _meter, _polish) = (fleet, meter, new SitePolish(fleet, meter, terms));
        _program = new SiteProgram(fleet, meter, terms, Limits);
    }

    /// <summary>No schedule with so many parts costs less, solar and demand included; infinity where there is none.</summary>
    public double Bound(int parts, CancellationToken cancellationToken) => (_relaxed[parts] = _program.Solve(parts, [], cancellationToken)).Bound;

    /// <summary>A tighter bound, and the best schedule found with what it costs.</summary>
    /// <param name="parts">One that <see cref="Bound"/> was asked for.</param>
    /// <param name="splitRounds">Rounds of the fleet's own bound.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public (double Bound, IReadOnlyList<Schedule>? Best, double Least) Run(int parts, int splitRounds, CancellationToken cancellationToken)
    {
        var relaxed = _relaxed[parts];
        var (bound, best, least) = (relaxed.Bound, (IReadOnlyList<Schedule>?)null, double.PositiveInfinity);
        var dive = new SiteDive(_fleet, _program, _meter, _polish);
        Offer(dive.Down(parts, relaxed, [], cancellationToken));
        var decider = new FleetDecider { BeamWidth = 60, SplitRounds = splitRounds };
        var whole = decider.Decide(Exactly(parts) with { Prices = Priced(relaxed.Pay.Meter) }, cancellationToken);
        if (whole.IsFeasible || double.IsPositiveInfinity(whole.LowerBound))
        {
            bound = Math.Max(bound, (whole.LowerBound * parts) + _meter.Remainder(relaxed.Pay.Meter, new double[_meter.Count]));
        }
        if (whole.IsFeasible) Offer([.. whole.Machines.Select((m, i) => Again(i, m))]);
        if (best is not null && least - bound > 1e-9 * Math.Abs(least)) (best, least) = new SiteRepair(_fleet, _program, dive, _polish).Better(best, least, bound, parts, cancellationToken);
        return (bound, best, least);

        void Offer(IReadOnlyList<Schedule>? found)
        {
            if (found is null) return;
            var (machines, cost) = _polish.Better(found, parts, pairs: false, cancellationToken);
            if (cost < least) (best, least) = (machines, cost);
        }
    }

    /// <summary>The fleet with so many parts due at the end, and none allowed beyond.</summary>
    private FleetInstance Exactly(int parts)
    {
        DueDate[] due = [.. _fleet.DueDates.Ordered, new(parts, _fleet.DueDates.Last!.Value)];
        return _fleet with { DueDates = new DueDates(due), InventoryAllowance = 0, InventoryWeight = 0 };
    }

    private Schedule Again(int machine, Schedule given)
    {
        var builder = new ScheduleBuilder(_fleet.Alone(machine, _fleet.DueDates));
        foreach (var e in given.Events) builder.Add(e.Event);
        return builder.Build();
    }

    private PriceCurve Priced(double[] prices)
    {
        var (start, end) = (_fleet.Start, _fleet.DueDates.Last!.Value);
        var steps = new List<PriceStep>();
        for (var k = 0; k < _meter.Count; k++)
        {
            var (from, to) = (_meter.Start(k) > start ? _meter.Start(k) : start, _meter.Start(k + 1) < end ? _meter.Start(k + 1) : end);
            steps.AddRange(_fleet.Prices.Cut(from, to).Select(s => s with { Price = s.Price + prices[k] }));
        }
        return PriceCurve.Create(steps);
    }
}
