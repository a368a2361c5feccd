using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Site;

/// <summary>
/// Betters a site's schedule: each machine is scheduled exactly for what the others leave, with what its events add to the site's costs, below a
/// peak; then one machine gives parts to another. Peaks are tried from the present one down, and some way up.
/// </summary>
internal sealed class SitePolish(FleetInstance fleet, SiteMeter meter, SiteTerms terms)
{
    private const double Step = 0.015; // from one peak to the next, as a share of the first
    private const int MostMisses = 3;  // peaks in a row below which nothing better was found
    private const int MostSteps = 40;
    private const int MostShared = 5;  // the same where parts are given, which takes longer
    private const int MostGifts = 5_000; // tried in all, so that many machines do not take long

    private int _gifts;

    /// <summary>What a schedule costs, solar and demand included; infinity above the contract.</summary>
    public double Cost(IReadOnlyList<Schedule> machines) => machines.Sum(m => m.EnergyCost) + meter.Cost(Load(machines)).Total;

    /// <summary>What machines take in each metering interval.</summary>
    public double[] Load(IReadOnlyList<Schedule> machines, int without = -1)
    {
        var load = new double[meter.Count];
        for (var m = 0; m < machines.Count; m++)
        {
            if (m == without) continue;
            foreach (var e in machines[m].Events) meter.Add(load, e.Event, e.Start.UtcTicks);
        }
        return load;
    }

    /// <summary>A schedule that costs no more, and what it costs.</summary>
    public (IReadOnlyList<Schedule> Machines, double Cost) Better(IReadOnlyList<Schedule> given, int parts, bool pairs, CancellationToken cancellationToken)
    {
        var (best, least) = (given, Cost(given));
        var first = Math.Min(meter.MostMw, Load(given).Max() / meter.Hours);
        if (terms.DemandCharge == 0) return Below(best, parts, meter.MostMw, pairs, cancellationToken);
        foreach (var direction in new[] { -1, 1 })
        {
            var (current, misses) = (best, 0);
            for (var step = direction < 0 ? 0 : 1; misses < MostMisses && step < (pairs ? MostShared : MostSteps); step++)
            {
                var limit = first * (1 + (direction * Step * step));
                if (limit <= 0 || limit > meter.MostMw + 1e-9) break;
                var (found, cost) = Below(current, parts, limit, pairs, cancellationToken);
                misses = cost < least - 1e-9 ? 0 : misses + 1;
                if (cost < least) (best, least) = (found, cost);
                current = found;
            }
        }
        return (best, least);
    }

    /// <summary>One machine's string for what the others leave, below a peak; null where there is none.</summary>
    /// <param name="machines">All of them; that of the machine itself is not looked at.</param>
    /// <param name="machine">Which.</param>
    /// <param name="due">What it has to make.</param>
    /// <param name="others">What the others take.</param>
    /// <param name="limit">The peak.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Schedule? Alone(int machine, IEnumerable<DueDate> due, double[] others, double limit, CancellationToken cancellationToken)
    {
        List<DueDate> asked = [.. due];
        var parts = asked[^1].Parts;
        if (asked.Exists(d => d.Parts > parts)) return null; // made, but too late
        if (parts == 0) return new ScheduleBuilder(fleet.Alone(machine, fleet.DueDates)).Build();
        var alone = fleet.Alone(machine, new DueDates(asked)) with { Surcharge = (sigma, start) => Surcharge(others, sigma, start, limit) };
        try
        {
            if (new ExactDecider().Decide(alone, cancellationToken) is not { IsFeasible: true } found) return null;
            var builder = new ScheduleBuilder(fleet.Alone(machine, fleet.DueDates));
            foreach (var e in found.Events) builder.Add(e.Event);
            return builder.Build();
        }
        catch (InvalidOperationException)
        {
            return null; // nothing stays below the peak
        }
    }

    /// <summary>What a machine has to make beside the others for so many parts in all; negative amounts are none.</summary>
    public IEnumerable<DueDate> Missing(IReadOnlyList<Schedule> machines, int machine, int parts) =>
        fleet.DueDates.Ordered.Append(new DueDate(parts, fleet.DueDates.Last!.Value)).Select(d => d with { Parts = Math.Max(0, d.Parts - machines.Where((_, o) => o != machine).Sum(s => Made(s, d.Time))) });

    private static int Made(Schedule schedule, DateTimeOffset by) => schedule.Events.Where(e => e.End <= by).Sum(e => e.Event.Parts);

    private (IReadOnlyList<Schedule>, double) Below(IReadOnlyList<Schedule> given, int parts, double limit, bool pairs, CancellationToken cancellationToken)
    {
        var (current, cost) = (given.ToArray(), Over(given, limit));
        for (var (m, idle) = (0, 0); idle < current.Length; m = (m + 1) % current.Length, idle++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Alone(m, Missing(current, m, parts), Load(current, m), limit, cancellationToken) is not { } own) continue;
            if (Try(With(current, m, own))) idle = -1;
        }
        for (var a = 0; pairs && a < current.Length; a++)
        {
            for (var b = 0; b < current.Length; b++)
            {
                if (a != b && Share(current, a, b, parts, limit, cancellationToken) is { } shared) Try(shared);
            }
        }
        return (current, Cost(current));

        bool Try(Schedule[] changed)
        {
            var now = Over(changed, limit);
            if (now >= cost - 1e-9) return false;
            (current, cost) = (changed, now);
            return true;
        }
    }

    /// <summary>One machine gives some parts to another, whatever number helps most; null where none can be given.</summary>
    private Schedule[]? Share(Schedule[] current, int from, int to, int parts, double limit, CancellationToken cancellationToken)
    {
        var (best, least) = ((Schedule[]?)null, double.PositiveInfinity);
        for (var moved = 1; moved <= Math.Min(fleet.Machines[from].Capacity, current[from].Parts) && _gifts < MostGifts; moved++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var less = Missing(current, from, parts).ToList();
            var most = less[^1].Parts - moved;
            if (most < 0) break;
            _gifts++;
            if (Alone(from, less.Select(d => d with { Parts = Math.Min(d.Parts, most) }), Load(current, from), limit, cancellationToken) is not { } own) continue;
            if (Alone(to, Missing(With(current, from, own), to, parts), Load(With(current, from, own), to), limit, cancellationToken) is not { } other) continue;
            var changed = With(With(current, from, own), to, other);
            if (Over(changed, limit) is var cost && cost < least) (best, least) = (changed, cost);
        }
        return best;
    }

    private static Schedule[] With(Schedule[] machines, int machine, Schedule own)
    {
        var changed = (Schedule[])machines.Clone();
        changed[machine] = own;
        return changed;
    }

    /// <summary>Cost, and above a peak a penalty that leads below it.</summary>
    private double Over(IReadOnlyList<Schedule> machines, double limit)
    {
        var load = Load(machines);
        var (cost, over) = (machines.Sum(m => m.EnergyCost), 0.0);
        for (var k = 0; k < load.Length; k++)
        {
            over += Math.Max(0, (load[k] / meter.Hours) - limit - 1e-9);
            load[k] = Math.Min(load[k], meter.MostMw * meter.Hours);
        }
        return cost + meter.Cost(load).Total + (over > 0 ? 1e6 * (1 + over) : 0);
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
}
