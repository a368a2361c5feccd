using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Site;

/// <summary>
/// Turns the relaxed site's mix of strings into one string a machine: those of which nearly all is used are settled, at least a tenth of the machines at a time, and the
/// rest is solved again beside them. The last machine is scheduled exactly for what is then missing.
/// </summary>
internal sealed class SiteDive(FleetInstance fleet, SiteProgram program, SiteMeter meter, SitePolish polish)
{
    private const double Whole = 0.95;

    /// <summary>One schedule a machine; null where the dive ended nowhere.</summary>
    /// <param name="parts">x.</param>
    /// <param name="relaxed">The mix to start from.</param>
    /// <param name="beside">Strings that were settled before it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IReadOnlyList<Schedule>? Down(int parts, SiteProgram.Answer relaxed, IReadOnlyList<SiteColumn> beside, CancellationToken cancellationToken)
    {
        var (settled, answer, least) = (beside.ToList(), relaxed, Math.Max(1, fleet.Machines.Count / 10));
        while (settled.Count < fleet.Machines.Count - 1)
        {
            var shares = answer.Used.GroupBy(u => u.Column.String.Machine).Select(g => g.MaxBy(u => u.Share)).OrderByDescending(u => u.Share).ToList();
            if (shares.Count == 0) break; // the rest makes nothing
            settled.AddRange(shares.Take(fleet.Machines.Count - 1 - settled.Count).TakeWhile((s, n) => n < least || s.Share >= Whole).Select(s => s.Column));
            if (settled.Count >= fleet.Machines.Count - 1) break;
            answer = program.Solve(parts, settled, cancellationToken);
            if (double.IsPositiveInfinity(answer.Bound)) return null;
        }
        return Close(settled, parts, cancellationToken);
    }

    private IReadOnlyList<Schedule>? Close(List<SiteColumn> settled, int parts, CancellationToken cancellationToken)
    {
        var machines = Enumerable.Range(0, fleet.Machines.Count).Select(m => new ScheduleBuilder(fleet.Alone(m, fleet.DueDates)).Build()).ToArray();
        foreach (var s in settled) machines[s.String.Machine] = program.Schedule(fleet, s.String);
        if (Enumerable.Range(0, machines.Length).FirstOrDefault(m => settled.TrueForAll(s => s.String.Machine != m), -1) is var last && last < 0) return machines;
        // Below the peak that the others have, and further up until it finds room.
        var (best, least, others) = ((Schedule[]?)null, double.PositiveInfinity, polish.Load(machines, last));
        var peak = Math.Max(others.Max() / meter.Hours, 0.05 * meter.MostMw);
        for (var limit = peak; ; limit *= 1.05)
        {
            if (polish.Alone(last, polish.Missing(machines, last, parts), others, Math.Min(limit, meter.MostMw), cancellationToken) is { } own)
            {
                var with = (Schedule[])machines.Clone();
                with[last] = own;
                if (polish.Cost(with) is var cost && cost < least) (best, least) = (with, cost);
                else break;
            }
            if (limit >= meter.MostMw) break;
        }
        return best;
    }
}
