using System.Diagnostics;
using System.Globalization;
using FactoryTwin.Benchmarks.Sets;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Site;
using FactoryTwin.Services.Scheduler.Planning.Domain.Series;

namespace FactoryTwin.Benchmarks.Scheduling;

/// <summary>Proven gaps over random instances of useful size: ten machines, a day in slots of 15 minutes.</summary>
internal static class GapRun
{
    private const int Instances = 12;
    private static readonly double[] Loads = [0.3, 0.5, 0.7];

    public static Task RunAsync(Settings settings)
    {
        List<string> lines = ["| what is shared | scheduled | gap, median % | upper quartile % | worst % | s, median | s, worst |", "| --- | --- | --- | --- | --- | --- | --- |"];
        Row("three stages in series, room for two batches between them", n => Series(new SeriesCase(Loads[n % Loads.Length], 2, 200 + n)));
        Row("three stages in series, room for six batches", n => Series(new SeriesCase(Loads[n % Loads.Length], 6, 200 + n)));
        Row("nothing", n => Fleet(Case(n)));
        Row("solar power, at noon half of what all machines draw", n => Site(new SiteCase(Case(n), 0, null, 0.5)));
        Row("a contracted capacity of 0.8 of what all machines draw", n => Site(new SiteCase(Case(n), 0, 0.8, 0)));
        Row("a demand charge of 100 a MW", n => Site(new SiteCase(Case(n), 100, null, 0)));
        Row("a demand charge of 400 a MW", n => Site(new SiteCase(Case(n), 400, null, 0)));
        Row("a demand charge of 400 a MW and solar power", n => Site(new SiteCase(Case(n), 400, null, 0.5)));
        SetTable.Publish("gaps", lines);
        return Task.CompletedTask;

        void Row(string name, Func<int, double?> gap)
        {
            var (gaps, seconds) = (new List<double>(), new List<double>());
            for (var n = 0; n < Instances; n++)
            {
                var watch = Stopwatch.StartNew();
                if (gap(n) is not { } found) continue; // there is none, or it was not found
                gaps.Add(found);
                seconds.Add(watch.Elapsed.TotalSeconds);
            }
            gaps.Sort();
            seconds.Sort();
            var count = gaps.Count;
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"| {name} | {count} of {Instances} | {gaps[count / 2]:F2} | {gaps[count * 3 / 4]:F2} | {gaps[^1]:F2} | {seconds[count / 2]:F1} | {seconds[^1]:F1} |"));
            Console.Error.WriteLine(lines[^1]);
        }
    }

    private static FleetCase Case(int n) => new(10, 96, Loads[n % Loads.Length], 100 + n);

    private static double? Fleet(FleetCase given)
    {
        var schedule = new FleetDecider().Decide(given.Build(), default);
        return schedule.IsFeasible ? schedule.GapPercent : null;
    }

    private static double? Site(SiteCase given)
    {
        var (fleet, terms) = given.Build();
        var schedule = new SiteDecider().Decide(fleet, terms, default);
        return schedule.IsFeasible ? schedule.GapPercent : null;
    }

    private static double? Series(SeriesCase given)
    {
        var schedule = new SeriesDecider().Decide(given.Build(), default);
        return schedule.IsFeasible ? schedule.GapPercent : null;
    }
}
