using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.Scheduler.Tests.Planning;

/// <summary>The paper's case: capacity 2, sizes 0, 1 and 2 with rising power, one due date an hour out and one some hours later, hourly prices.</summary>
internal static class PaperCase
{
    internal static readonly DateTimeOffset T0 = new(2026, 3, 2, 13, 0, 0, TimeSpan.Zero);

    internal static readonly double[] EveningPeak = [61.3, 88.0, 79.4, 52.6, 44.8, 35.2, 30.9];
    internal static readonly double[] MorningFall = [95.0, 71.2, 40.4, 38.8, 37.1, 52.6, 60.0];
    internal static readonly double[] NoonValley = [55.3, 54.9, 12.2, -4.5, 8.1, 57.7, 63.0];

    internal static BatchModel Model { get; } = new(
        [new(0, TimeSpan.FromMinutes(15), 0.05), new(1, TimeSpan.FromMinutes(25), 0.8), new(2, TimeSpan.FromMinutes(25), 1.3)], 0, 1, allowConsecutiveIdle: false);

    internal static PlanningInstance Instance(double[] hourly, BatchModel? model = null) => new(
        new PricedTimedAutomaton(model ?? Model, new DueDates([new(2, T0.AddHours(1)), new(10, T0.AddHours(6))]), 0, T0),
        PriceCurve.Create(hourly.Select((p, i) => new PriceStep(T0.AddHours(i), T0.AddHours(i + 1), p))));
}
