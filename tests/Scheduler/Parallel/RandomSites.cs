using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Site;

namespace FactoryTwin.Scheduler.Tests.Parallel;

/// <summary>Seeded sites: a fleet in slots of 15 minutes, metering intervals of 30, with a demand charge, a limit and solar power, each there or not.</summary>
internal static class RandomSites
{
    internal static (FleetInstance Fleet, SiteTerms Terms) Of(int seed, int machines, int slots, int longest)
    {
        var random = new Random(seed);
        var fleet = RandomFleets.Of(random, machines, slots, longest, lowestPrice: 2);
        var hours = fleet.Prices.Steps.Chunk(2).Select(pair => new PriceStep(pair[0].Start, pair[^1].End, pair[0].Price)).ToList();
        fleet = fleet with { Prices = PriceCurve.Create(hours) };
        var solar = hours.Where(_ => random.Next(3) == 0).Select(s => new SolarStep(s.Start, s.End, random.Next(1, 8) / 4.0, random.Next((int)s.Price + 1))).ToList();
        return (fleet, new SiteTerms(TimeSpan.FromMinutes(30), random.Next(3) == 0 ? 0 : random.Next(1, 20), random.Next(3) == 0 ? random.Next(1, (2 * machines) + 1) / 4.0 : null, random.Next(2) == 0 ? solar : []));
    }
}
