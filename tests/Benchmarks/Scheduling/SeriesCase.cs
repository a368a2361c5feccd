using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Series;

namespace FactoryTwin.Benchmarks.Scheduling;

/// <summary>Seeded stages in series: three batch machines that differ in capacity, pace and power, a day in slots of 15 minutes, hourly prices, a third due half-way.</summary>
/// <param name="Load">Parts due, as a share of what the slowest stage could make.</param>
/// <param name="Room">Parts that may wait between two stages, in largest batches.</param>
/// <param name="Seed">Of its numbers.</param>
internal sealed record SeriesCase(double Load, int Room, int Seed)
{
    private const int Stages = 3;
    private const int Slots = 96;
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    public SeriesInstance Build()
    {
        var random = new Random(Seed);
        var models = Enumerable.Range(0, Stages).Select(_ => FleetCase.Machine(random)).ToList();
        var parts = (int)(Load * models.Min(m => m.Events.Max(e => e.Parts * (Slots - 12) / (int)(e.Duration.TotalMinutes / 15))));
        var prices = Enumerable.Range(0, Slots / 4).Select(h =>
            new PriceStep(Start.AddHours(h), Start.AddHours(h + 1), Math.Round(60 - (35 * Math.Cos(2 * Math.PI * (h - 4) / 24)) + (20 * random.NextDouble()), 2)));
        var stages = models.Select((m, j) => new Stage(m, 0, j == 0 ? int.MaxValue : Room * Math.Max(m.Capacity, models[j - 1].Capacity)));
        return new SeriesInstance([.. stages], new DueDates([new(parts / 3, Start + Minutes(Slots / 2)), new(parts, Start + Minutes(Slots))]), Start, PriceCurve.Create(prices));
    }

    private static TimeSpan Minutes(int slots) => TimeSpan.FromMinutes(15 * slots);
}
