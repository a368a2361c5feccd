using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

namespace FactoryTwin.Benchmarks.Scheduling;

/// <summary>A seeded fleet: machines that differ in capacity, pace and power, a day in slots of 15 minutes, hourly prices, a third due half-way.</summary>
/// <param name="Machines">How many.</param>
/// <param name="Slots">Horizon.</param>
/// <param name="Load">Parts due, as a share of what all machines could make.</param>
/// <param name="Seed">Of its numbers.</param>
internal sealed record FleetCase(int Machines, int Slots, double Load, int Seed)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    public FleetInstance Build()
    {
        var random = new Random(Seed);
        var models = Enumerable.Range(0, Machines).Select(_ => Machine(random)).ToArray();
        var most = models.Sum(m => m.Events.Max(e => e.Parts * Slots / (int)(e.Duration.TotalMinutes / 15)));
        var parts = (int)(Load * most);
        var prices = Enumerable.Range(0, (Slots / 4) + 1).Select(h =>
            new PriceStep(Start.AddHours(h), Start.AddHours(h + 1), Math.Round(60 - (35 * Math.Cos(2 * Math.PI * (h - 4) / 24)) + (20 * random.NextDouble()), 2)));
        var due = new DueDates([new(parts / 3, Start + Minutes(Slots / 2)), new(parts, Start + Minutes(Slots))]);
        return new FleetInstance(models, due, Start, PriceCurve.Create(prices));
    }

    /// <summary>One machine.</summary>
    internal static BatchModel Machine(Random random)
    {
        var (capacity, pace, power) = (random.Next(3, 8), random.Next(2, 5), 0.2 + (0.4 * random.NextDouble()));
        BatchEvent[] events = [.. Enumerable.Range(0, capacity + 1).Select(b => b == 0
            ? new BatchEvent(0, Minutes(1), 0.02)
            : new BatchEvent(b, Minutes(pace + (b > capacity / 2 ? 1 : 0)), power + ((0.05 + (0.05 * random.NextDouble())) * b)))];
        return new BatchModel(events, 0, 0, allowConsecutiveIdle: true);
    }

    private static TimeSpan Minutes(int slots) => TimeSpan.FromMinutes(15 * slots);
}
