using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Site;

/// <summary>The priced meter for a fixed number of parts: a bound on what the site pays, and the best schedule met.</summary>
internal sealed class SiteSearch(FleetInstance fleet, SiteMeter meter, SiteTerms terms)
{
    private const int PeakSteps = 12;

    /// <summary>Nothing costs less.</summary>
    public double Bound { get; private set; } = double.NegativeInfinity;

    /// <summary>What <see cref="Best"/> costs, solar and demand included.</summary>
    public double Least { get; private set; } = double.PositiveInfinity;

    /// <summary>The best schedule; null where none was found.</summary>
    public FleetSchedule? Best { get; private set; }

    public void Run(int rounds, CancellationToken cancellationToken)
    {
        var (prices, free) = (new double[meter.Count], new double[meter.Count]);
        // Solar energy is worth taking where it shines; a demand charge is first spread over all intervals alike.
        for (var k = 0; k < meter.Count; k++) prices[k] = meter.Solar[k] > 0 ? -meter.Worth[k] / 2 : 0;
        for (var round = 0; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var decider = new FleetDecider { BeamWidth = 60, SplitRounds = round == 0 ? 4 : 8 };
            var schedule = decider.Decide(fleet with { Prices = Priced(prices) }, cancellationToken);
            if (!schedule.IsFeasible)
            {
                if (round == 0 && double.IsPositiveInfinity(schedule.LowerBound)) Bound = double.PositiveInfinity;
                return;
            }
            Bound = Math.Max(Bound, (schedule.LowerBound * fleet.Demand) + meter.Remainder(prices, free));
            var load = Offer(Reprice(schedule));
            if (round % 3 == 0) Improve(cancellationToken, load);
            if (Least - Bound <= 1e-9 * Math.Abs(Least)) return;
            var slope = load.Zip(free, (a, b) => a - b).ToArray();
            var norm = slope.Sum(g => g * g);
            if (norm == 0) return;
            var reach = double.IsFinite(Least) ? Least - Bound : 0.05 * Math.Abs(Bound);
            for (var k = 0; k < prices.Length; k++) prices[k] += slope[k] * Math.Max(reach, 1e-6) / norm / (1 + (0.3 * round));
        }
    }

    private FleetSchedule Reprice(FleetSchedule schedule)
    {
        var machines = schedule.Machines.Select((m, i) => Again(i, m.Events.Select(e => e.Event))).ToList();
        return schedule with { Machines = machines, EnergyCost = machines.Sum(m => m.EnergyCost) };
    }

    private Schedule Again(int machine, IEnumerable<BatchEvent> events)
    {
        var builder = new ScheduleBuilder(fleet.Alone(machine, fleet.DueDates));
        foreach (var sigma in events) builder.Add(sigma);
        return builder.Build();
    }

    /// <summary>Keeps a schedule if it is the best; its load.</summary>
    private double[] Offer(FleetSchedule schedule)
    {
        var load = Load(schedule.Machines, -1);
        var cost = schedule.EnergyCost + meter.Cost(load).Total;
        if (cost < Least) (Best, Least) = (schedule, cost);
        return load;
    }

    private double[] Load(IReadOnlyList<Schedule> machines, int without)
    {
        var load = new double[meter.Count];
        for (var m = 0; m < machines.Count; m++)
        {
            foreach (var e in m == without ? [] : machines[m].Events) meter.Add(load, e.Event, e.Start.UtcTicks);
        }
        return load;
    }

    /// <summary>Machine by machine, under peaks from that of the last schedule down, until no lower one is kept.</summary>
    private void Improve(CancellationToken cancellationToken, double[] last)
    {
        var peak = Math.Min(meter.MostMw, last.Max() / meter.Hours);
        var current = Best;
        for (var step = 0; step < PeakSteps; step++)
        {
            if (current is null && step > 0) break;
            var limit = peak * (1 - (0.04 * step));
            if (current is null) return;
            var changed = Polish(current, limit, cancellationToken);
            Offer(changed);
            if (terms.DemandCharge == 0 && step > 0) return;
            current = changed;
        }
    }

    private FleetSchedule Polish(FleetSchedule schedule, double limit, CancellationToken cancellationToken)
    {
        var machines = schedule.Machines.ToList();
        var dues = fleet.DueDates.Ordered;
        for (var m = 0; m < machines.Count; m++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var others = Load(machines, m);
            var missing = dues.Select(d => new DueDate(Math.Max(0, d.Parts - machines.Where((_, o) => o != m).Sum(s => s.Events.Where(e => e.End <= d.Time).Sum(e => e.Event.Parts))), d.Time)).ToList();
            if (missing.Max(d => d.Parts) != missing[^1].Parts || missing[^1].Parts == 0) continue;
            var alone = fleet.Alone(m, new DueDates(missing)) with { Surcharge = (sigma, start) => Surcharge(others, sigma, start, limit) };
            if (Decided(alone, cancellationToken) is { } better) machines[m] = Again(m, better.Events.Select(e => e.Event));
        }
        return schedule with { Machines = machines, EnergyCost = machines.Sum(s => s.EnergyCost), Parts = machines.Sum(s => s.Parts) };
    }

    private static Schedule? Decided(PlanningInstance instance, CancellationToken cancellationToken)
    {
        try
        {
            return new ExactDecider().Decide(instance, cancellationToken) is { IsFeasible: true } found ? found : null;
        }
        catch (InvalidOperationException)
        {
            return null; // nothing stays below the peak
        }
    }

    /// <summary>What an event adds to the site's costs beside what the others take; infinity where it would pass the peak.</summary>
    private double Surcharge(double[] others, BatchEvent sigma, long start, double limit)
    {
        var first = meter.IndexOf(start);
        var own = new double[meter.IndexOf(start + sigma.Duration.Ticks - 1) - first + 1];
        meter.Add(own, sigma, start, first);
        var cost = 0.0;
        for (var i = 0; i < own.Length; i++)
        {
            var k = first + i;
            if (own[i] == 0) continue;
            if ((others[k] + own[i]) / meter.Hours > limit + 1e-9) return double.PositiveInfinity;
            cost -= meter.Worth[k] * (Math.Min(others[k] + own[i], meter.Solar[k]) - Math.Min(others[k], meter.Solar[k]));
        }
        return cost;
    }

    private PriceCurve Priced(double[] prices)
    {
        var (start, end) = (fleet.Start, fleet.DueDates.Last!.Value);
        var steps = new List<PriceStep>();
        for (var k = 0; k < meter.Count; k++)
        {
            var (from, to) = (meter.Start(k) > start ? meter.Start(k) : start, meter.Start(k + 1) < end ? meter.Start(k + 1) : end);
            steps.AddRange(fleet.Prices.Cut(from, to).Select(s => s with { Price = s.Price + prices[k] }));
        }
        return PriceCurve.Create(steps);
    }
}
