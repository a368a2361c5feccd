using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

namespace FactoryTwin.Scheduler.Tests.Parallel;

/// <summary>Reads a fleet's schedule against its instance alone and names every rule that it breaks.</summary>
internal static class FleetChecker
{
    internal static IReadOnlyList<string> Faults(FleetInstance fleet, FleetSchedule schedule)
    {
        var faults = new List<string>();
        var (cost, made) = (0.0, new List<(DateTimeOffset End, int Parts)>());
        for (var m = 0; m < fleet.Machines.Count; m++)
        {
            var (time, before) = (fleet.Start, fleet.PreviousEvents?[m]);
            foreach (var e in schedule.Machines[m].Events)
            {
                var sigma = fleet.Machines[m].Events[e.Event.Parts];
                if (e.Start != time || e.End != e.Start + sigma.SetUp + sigma.Processing) faults.Add($"machine {m}: the event at {e.Start} is not where it belongs");
                if (before is { } previous && fleet.Machines[m].Forbidden.Contains((previous, sigma.Parts))) faults.Add($"machine {m}: {sigma.Parts} after {previous} at {e.Start}");
                (time, before) = (e.End, sigma.Parts);
                made.Add((e.End, sigma.Parts));
                cost += (sigma.SetUpPowerMw * Integral(fleet, e.Start, e.Start + sigma.SetUp)) + (sigma.PowerMw * Integral(fleet, e.Start + sigma.SetUp, e.End));
            }
            if (time > fleet.DueDates.Last) faults.Add($"machine {m} ends after the last due time");
        }
        var parts = made.Sum(p => p.Parts);
        foreach (var due in fleet.DueDates.Ordered)
        {
            var inTime = made.Where(p => p.End <= due.Time).Sum(p => p.Parts);
            if (inTime < due.Parts) faults.Add($"{inTime} parts of {due.Parts} by {due.Time}");
        }
        if (parts > fleet.Demand + fleet.InventoryAllowance) faults.Add($"{parts} parts are too many");
        if (parts != schedule.Parts || Math.Abs(cost - schedule.EnergyCost) > 1e-6) faults.Add($"{parts} parts cost {cost}, not {schedule.Parts} and {schedule.EnergyCost}");
        var objective = (parts == 0 ? cost : cost / parts) + (fleet.InventoryWeight * Math.Max(0, parts - fleet.Demand));
        if (Math.Abs(objective - schedule.Objective) > 1e-6) faults.Add($"J is {objective}, not {schedule.Objective}");
        return faults;
    }

    private static double Integral(FleetInstance fleet, DateTimeOffset from, DateTimeOffset to) => fleet.Prices.Steps.Sum(s =>
        s.Price * Math.Max(0, (Earlier(to, s.End) - Later(from, s.Start)).TotalHours));

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
