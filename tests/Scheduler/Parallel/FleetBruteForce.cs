using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

namespace FactoryTwin.Scheduler.Tests.Parallel;

/// <summary>Every string of every machine, and every choice of one string a machine.</summary>
internal sealed class FleetBruteForce(FleetInstance fleet)
{
    private readonly DueDate[] _due = [.. fleet.DueDates.Ordered];

    /// <summary>The least J; null where no schedule exists.</summary>
    internal double? Least()
    {
        var reached = new Dictionary<string, (int[] By, int All, double Cost)>(StringComparer.Ordinal) { [""] = (new int[_due.Length], 0, 0) };
        for (var m = 0; m < fleet.Machines.Count; m++)
        {
            var next = new Dictionary<string, (int[] By, int All, double Cost)>(StringComparer.Ordinal);
            foreach (var (by, all, cost) in Strings(m))
            {
                foreach (var other in reached.Values)
                {
                    int[] sum = [.. by.Zip(other.By, (a, b) => a + b)];
                    var key = $"{string.Join(' ', sum)} {all + other.All}";
                    if (!next.TryGetValue(key, out var known) || cost + other.Cost < known.Cost) next[key] = (sum, all + other.All, cost + other.Cost);
                }
            }
            reached = next;
        }
        var valid = reached.Values.Where(r => r.All <= fleet.Demand + fleet.InventoryAllowance && _due.Select((d, k) => r.By[k] >= d.Parts).All(met => met));
        return valid.Select(r => (double?)fleet.Objective(r.Cost, r.All)).Min();
    }

    private List<(int[] By, int All, double Cost)> Strings(int machine)
    {
        var found = new List<(int[], int, double)>();
        Extend(fleet.Start, fleet.PreviousEvents?[machine], new int[_due.Length], 0, 0);
        return found;

        void Extend(DateTimeOffset time, int? before, int[] by, int all, double cost)
        {
            found.Add((by, all, cost));
            foreach (var sigma in fleet.Machines[machine].Events)
            {
                var end = time + sigma.SetUp + sigma.Processing;
                if (end > fleet.DueDates.Last || (before is { } b && fleet.Machines[machine].Forbidden.Contains((b, sigma.Parts)))) continue;
                int[] more = [.. by.Select((n, k) => n + (end <= _due[k].Time ? sigma.Parts : 0))];
                Extend(end, sigma.Parts, more, all + sigma.Parts, cost + PricedTimedAutomaton.Cost(sigma, time, fleet.Prices));
            }
        }
    }
}
