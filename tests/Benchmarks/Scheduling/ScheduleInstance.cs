using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.Benchmarks.Scheduling;

/// <summary>A seeded instance in five-minute slots: hourly prices with a daily course, sizes of 25 to 45 minutes, a due date half-way.</summary>
/// <param name="Slots">Horizon.</param>
/// <param name="Capacity">Largest batch.</param>
/// <param name="Parts">Parts due at the end; a third of them half-way.</param>
/// <param name="Allowance">I_alloc.</param>
internal sealed record ScheduleInstance(int Slots, int Capacity, int Parts, int Allowance = 0)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    public PlanningInstance Build()
    {
        var random = new Random(20_261_122);
        BatchEvent[] events = [.. Enumerable.Range(0, Capacity + 1).Select(b => b == 0
            ? new BatchEvent(0, Minutes(1), 0.02)
            : new BatchEvent(b, Minutes(5 + (4 * b / Capacity)), 0.2 + (0.05 * b) + (0.02 * random.NextDouble())))];
        var prices = Enumerable.Range(0, (Slots / 12) + 1).Select(h =>
            new PriceStep(Start.AddHours(h), Start.AddHours(h + 1), Math.Round(60 - (35 * Math.Cos(2 * Math.PI * (h - 4) / 24)) + (20 * random.NextDouble()), 2)));
        var due = new DueDates([new(Parts / 3, Start + Minutes(Slots / 2)), new(Parts, Start + Minutes(Slots))]);
        var model = new BatchModel(events, Allowance, 0.5, allowConsecutiveIdle: false);
        return new PlanningInstance(new PricedTimedAutomaton(model, due, 0, Start), PriceCurve.Create(prices));
    }

    private static TimeSpan Minutes(int slots) => TimeSpan.FromMinutes(5 * slots);
}
