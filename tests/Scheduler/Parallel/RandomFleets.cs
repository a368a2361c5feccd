using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

namespace FactoryTwin.Scheduler.Tests.Parallel;

/// <summary>Seeded fleets: sizes, set-ups, forbidden successions, two due dates, prices below zero.</summary>
internal static class RandomFleets
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 6, 0, 0, TimeSpan.Zero);

    internal static FleetInstance Of(Random random, int machines, int slots, int longest, int lowestPrice = -4, int leastParts = 1)
    {
        var models = Enumerable.Range(0, machines).Select(_ => Model(random, longest)).ToArray();
        var parts = random.Next(leastParts, (machines * slots / 2) + 1);
        var due = new DueDates([new(random.Next(0, (parts / 2) + 1), At(random.Next(slots / 2, slots))), new(parts, At(slots))]);
        var prices = Enumerable.Range(0, slots).Select(k => new PriceStep(At(k), At(k + 1), random.Next(lowestPrice, 30)));
        return new FleetInstance(models, due, Start, PriceCurve.Create(prices), random.Next(0, 3), random.Next(0, 8) / 4.0)
        {
            PreviousEvents = random.Next(2) == 0 ? null : [.. models.Select(m => random.Next(2) == 0 ? (int?)null : random.Next(m.Events.Count))],
        };
    }

    private static BatchModel Model(Random random, int longest)
    {
        var capacity = random.Next(1, 4);
        var events = Enumerable.Range(0, capacity + 1).Select(b => b == 0
            ? new BatchEvent(0, Slots(1), random.Next(0, 3) / 4.0)
            : new BatchEvent(b, Slots(random.Next(1, longest)), random.Next(1, 4 + b) / 4.0, Slots(random.Next(4) == 0 ? 1 : 0), random.Next(0, 3) / 4.0));
        var forbidden = Enumerable.Range(0, random.Next(0, 3)).Select(_ => (random.Next(capacity + 1), random.Next(capacity + 1)));
        return new BatchModel([.. events], 0, 0, allowConsecutiveIdle: random.Next(2) == 0, random.Next(3) == 0 ? forbidden : null);
    }

    private static TimeSpan Slots(int count) => TimeSpan.FromMinutes(15 * count);

    private static DateTimeOffset At(int slot) => Start + Slots(slot);
}
