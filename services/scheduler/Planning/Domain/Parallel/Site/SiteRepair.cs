using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Site;

/// <summary>
/// Frees a few machines of a schedule at a time and relaxes them alone beside what the others do: where even that does not cost less, nothing is to be gained there;
/// elsewhere a dive and a polish follow. At the end machines give parts to each other.
/// </summary>
internal sealed class SiteRepair(FleetInstance fleet, SiteProgram program, SiteDive dive, SitePolish polish)
{
    private const int Rounds = 60;
    private const int MostMisses = 20;
    private const int MostFree = 4;
    private const double Worth = 1e-5; // of the cost: less is no gain

    /// <summary>A schedule that costs no more.</summary>
    /// <param name="given">One string a machine.</param>
    /// <param name="cost">What it costs.</param>
    /// <param name="bound">No schedule costs less.</param>
    /// <param name="parts">What it makes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public (IReadOnlyList<Schedule> Machines, double Cost) Better(IReadOnlyList<Schedule> given, double cost, double bound, int parts, CancellationToken cancellationToken)
    {
        var (best, least) = (given, cost);
        var (misses, random) = (0, new FastRandom(fleet.Machines.Count));
        var order = Enumerable.Range(0, fleet.Machines.Count).ToArray();
        for (var round = 0; round < Rounds && misses < MostMisses && least - bound > Worth * Math.Abs(bound); round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var free = Math.Min(order.Length, 2 + (round % (MostFree - 1)));
            for (var i = 0; i < free; i++)
            {
                var j = i + random.Below(order.Length - i);
                (order[i], order[j]) = (order[j], order[i]);
            }
            var settled = order[free..].Select(m => program.Column(m, best[m])).ToList();
            var relaxed = program.Solve(parts, settled, cancellationToken);
            misses++;
            if (relaxed.Bound >= least - (Worth * Math.Abs(least)) || dive.Down(parts, relaxed, settled, cancellationToken) is not { } found) continue;
            var (machines, now) = polish.Better(found, parts, pairs: false, cancellationToken);
            if (now < least - 1e-9) (best, least, misses) = (machines, now, 0);
        }
        return least - bound > Worth * Math.Abs(bound) ? polish.Better(best, parts, pairs: true, cancellationToken) : (best, least);
    }
}
