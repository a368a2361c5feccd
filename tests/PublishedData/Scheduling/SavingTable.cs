using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.PublishedData.Tests.Scheduling;

/// <summary>A case as the paper has it: a machine of capacity 2, one due date an hour out and one some hours later.</summary>
/// <param name="Name">As the table says it.</param>
/// <param name="Start">Hour of the day at which it starts, Eastern standard time.</param>
/// <param name="First">Parts due after an hour.</param>
/// <param name="All">Parts due at the end.</param>
/// <param name="Hours">When all are due.</param>
/// <param name="Waits">Whether idle events may follow each other.</param>
internal sealed record SavingCase(string Name, int Start, int First, int All, int Hours, bool Waits)
{
    internal PlanningInstance On(DateTimeOffset start, PriceCurve prices)
    {
        BatchEvent[] events = [new(0, TimeSpan.FromMinutes(15), 0.05), new(1, TimeSpan.FromMinutes(25), 0.8), new(2, TimeSpan.FromMinutes(25), 1.3)];
        var due = new DueDates([new(First, start.AddHours(1)), new(All, start.AddHours(Hours))]);
        return new PlanningInstance(new PricedTimedAutomaton(new BatchModel(events, 0, 0, Waits), due, 0, start), prices);
    }
}

/// <summary>Savings of one case and decider over all days, as a line of the table in docs/scheduling.md.</summary>
internal static class SavingTable
{
    internal static string Line(string name, IReadOnlyList<double> percent)
    {
        var sorted = percent.Order().ToList();
        var dearer = sorted.Count(p => p < -1e-7);
        return string.Create(null, $"| {name} | {sorted.Count} | {Quantile(sorted, 0.25):F2} | {Quantile(sorted, 0.5):F2} | {Quantile(sorted, 0.75):F2} | {sorted.Average():F2} | {sorted[^1]:F1} | {dearer} |");
    }

    private static double Quantile(List<double> sorted, double q)
    {
        var at = q * (sorted.Count - 1);
        var below = (int)at;
        return below + 1 < sorted.Count ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
