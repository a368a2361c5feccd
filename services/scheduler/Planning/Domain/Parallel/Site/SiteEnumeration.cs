using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Site;

/// <summary>Every string of every machine and every choice of one string a machine; of choices that make the same parts by the same times with the same load only the cheapest.</summary>
internal static class SiteEnumeration
{
    private const int Longest = 60;           // events of a string
    private const int MostValues = 20_000_000; // loads that are kept

    private sealed record Choice(Choice? Before, IReadOnlyList<BatchEvent> String, int[] PartsBy, int Parts, double[] Load, double Cost);

    /// <summary>The best choice and its J, no strings where none is allowed; null where there are more than <paramref name="most"/> to look at.</summary>
    public static (IReadOnlyList<IReadOnlyList<BatchEvent>>? Strings, double Objective)? Of(FleetInstance fleet, SiteMeter meter, int most, CancellationToken cancellationToken)
    {
        most = Math.Min(most, MostValues / (meter.Count + 1));
        if (most == 0) return null;
        IReadOnlyList<DueDate> due = fleet.DueDates.Ordered;
        List<Choice> kept = [new Choice(null, [], new int[due.Count], 0, new double[meter.Count], 0)];
        for (var m = 0; m < fleet.Machines.Count; m++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Strings(fleet, meter, m, most) is not { } strings || (long)strings.Count * kept.Count > most) return null;
            var next = new Dictionary<string, Choice>(StringComparer.Ordinal);
            foreach (var choice in kept)
            {
                foreach (var own in strings)
                {
                    var parts = choice.Parts + own.Parts;
                    if (parts > fleet.Demand + fleet.InventoryAllowance) continue;
                    var sum = new Choice(choice, own.String, [.. choice.PartsBy.Zip(own.PartsBy, (a, b) => a + b)], parts, [.. choice.Load.Zip(own.Load, (a, b) => a + b)], choice.Cost + own.Cost);
                    var key = $"{parts} {string.Join(' ', sum.PartsBy)} {string.Join(' ', sum.Load.Select(l => Math.Round(l, 9)))}";
                    if (!next.TryGetValue(key, out var known) || sum.Cost < known.Cost) next[key] = sum;
                }
            }
            kept = [.. next.Values];
        }
        var (best, least) = ((Choice?)null, double.PositiveInfinity);
        foreach (var choice in kept.Where(c => c.Parts >= fleet.Demand && due.Select((d, k) => c.PartsBy[k] >= d.Parts).All(met => met)))
        {
            var objective = fleet.Objective(choice.Cost + meter.Cost(choice.Load).Total, choice.Parts);
            if (objective < least) (best, least) = (choice, objective);
        }
        if (best is null) return (null, double.PositiveInfinity);
        var found = new List<IReadOnlyList<BatchEvent>>();
        for (var c = best; c.Before is not null; c = c.Before) found.Insert(0, c.String);
        return (found, least);
    }

    private static List<Choice>? Strings(FleetInstance fleet, SiteMeter meter, int machine, int most)
    {
        var (found, instance) = (new List<Choice>(), fleet.Alone(machine, fleet.DueDates));
        var (due, model) = (fleet.DueDates.Ordered, fleet.Machines[machine]);
        return Extend(new Choice(null, [], new int[due.Count], 0, new double[meter.Count], 0), fleet.Start.UtcTicks, model.Successions.ClassAfter(instance.PreviousEvent)) ? found : null;

        bool Extend(Choice at, long time, int after)
        {
            if (found.Count >= most || at.String.Count > Longest) return false;
            found.Add(at);
            for (var b = 0; b <= model.Capacity; b++)
            {
                if (model.EventAfter(after, b) is not { } sigma || time + sigma.Duration.Ticks is var end && end > instance.Automaton.Horizon.UtcTicks) continue;
                var load = (double[])at.Load.Clone();
                meter.Add(load, sigma, time);
                int[] partsBy = [.. at.PartsBy.Select((n, k) => n + (end <= due[k].Time.UtcTicks ? b : 0))];
                var next = new Choice(null, [.. at.String, sigma], partsBy, at.Parts + b, load, at.Cost + PricedTimedAutomaton.Cost(sigma, time, fleet.Prices));
                if (!Extend(next, end, model.Successions.ClassAfter(sigma.Letter))) return false;
            }
            return true;
        }
    }
}
