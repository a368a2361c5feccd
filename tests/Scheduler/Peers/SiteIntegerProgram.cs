using System.Globalization;
using System.Text;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Site;

namespace FactoryTwin.Scheduler.Tests.Peers;

/// <summary>A site as a mixed integer programme: the fleet's, with the load of each metering interval, the peak above all of them, and the solar energy set off in each.</summary>
internal sealed class SiteIntegerProgram(FleetInstance fleet, SiteTerms terms, TimeSpan slot)
{
    private readonly FleetIntegerProgram _fleet = new(fleet, slot);

    internal string Text()
    {
        var text = _fleet.Text();
        var (rows, costs, bounds) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        var count = (int)((fleet.DueDates.Last!.Value - fleet.Start) / terms.Interval);
        var hours = terms.Interval.TotalHours;
        costs.Append($" + {R(terms.DemandCharge)} peak");
        for (var k = 0; k < count; k++)
        {
            foreach (var (variable, load) in Loads(k)) rows.Append($" + {R(load)} {variable}");
            rows.Append($" - load_{k} = 0\n load_{k} - {R(hours)} peak <= 0\n");
            var (start, end) = (fleet.Start + (k * terms.Interval), fleet.Start + ((k + 1) * terms.Interval));
            var solar = terms.Solar.Where(s => s.Start < end && s.End > start).ToList();
            if (solar.Count == 0) continue;
            costs.Append($" - {R(fleet.Prices.PriceAt(start)!.Value - solar[0].FeedIn)} sun_{k}");
            rows.Append($" sun_{k} - load_{k} <= 0\n");
            bounds.Append($" sun_{k} <= {R(solar[0].PowerMw * hours)}\n");
        }
        if (terms.ContractedMw is { } most) bounds.Append($" peak <= {R(most)}\n");
        var at = text.IndexOf("Subject To", StringComparison.Ordinal);
        text = text[..at].TrimEnd() + costs + "\n" + text[at..];
        at = text.IndexOf("Binaries", StringComparison.Ordinal);
        return text[..at] + rows + (bounds.Length > 0 ? "Bounds\n" + bounds : "") + text[at..];
    }

    /// <summary>What the machines' events put into an interval, by variable.</summary>
    private IEnumerable<(string Variable, double MegawattHours)> Loads(int k)
    {
        var (start, end) = (fleet.Start + (k * terms.Interval), fleet.Start + ((k + 1) * terms.Interval));
        foreach (var (m, b, s) in _fleet.Starts())
        {
            var e = fleet.Machines[m].Sizes[b];
            var from = fleet.Start + (s * slot);
            var load = (e.SetUpPowerMw * Overlap(from, from + e.SetUp)) + (e.PowerMw * Overlap(from + e.SetUp, from + e.SetUp + e.Processing));
            if (load > 0) yield return (FleetIntegerProgram.Name(m, b, s), load);
        }

        double Overlap(DateTimeOffset from, DateTimeOffset to) => Math.Max(0, ((to < end ? to : end) - (from > start ? from : start)).TotalHours);
    }

    private static string R(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
