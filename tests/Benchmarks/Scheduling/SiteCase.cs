using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Site;

namespace FactoryTwin.Benchmarks.Scheduling;

/// <summary>A seeded site: a <see cref="FleetCase"/> whose machines share a meter with intervals of 15 minutes.</summary>
/// <param name="Fleet">The machines.</param>
/// <param name="DemandCharge">Of a megawatt of the highest mean power, a day's share of it.</param>
/// <param name="Contracted">The limit, as a share of the power of all machines at their largest batches; null for none.</param>
/// <param name="Solar">The sun at noon, as a share of the same.</param>
internal sealed record SiteCase(FleetCase Fleet, double DemandCharge, double? Contracted, double Solar)
{
    public (FleetInstance Fleet, SiteTerms Terms) Build()
    {
        var fleet = Fleet.Build();
        var all = fleet.Machines.Sum(m => m.Events.Max(e => e.PowerMw));
        var sun = Enumerable.Range(0, Fleet.Slots / 4).Select(h => (Hour: h % 24, Start: fleet.Start.AddHours(h))).Where(h => Solar > 0 && h.Hour is > 5 and < 19)
            .Select(h => new SolarStep(h.Start, h.Start.AddHours(1), Math.Round(Solar * all * Math.Sin(Math.PI * (h.Hour - 5) / 14), 3), 15));
        return (fleet, new SiteTerms(TimeSpan.FromMinutes(15), DemandCharge, Contracted * all, [.. sun]));
    }
}
