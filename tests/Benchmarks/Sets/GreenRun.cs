using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using FactoryTwin.PublishedData.Tests.Scheduling;
using FactoryTwin.Scheduler.Tests.Parallel;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Slots;

namespace FactoryTwin.Benchmarks.Sets;

/// <summary>The fronts of all 90 published green instances, compared with the published ones by the area that they dominate.</summary>
internal static class GreenRun
{
    private sealed record Line(GreenInstance Instance, int Points, double Share, int Better, int Equal, int Worse, double Gap, double PublishedGap, double Seconds);

    public static Task RunAsync(Settings settings)
    {
        var lines = new ConcurrentBag<Line>();
        var folder = SetTable.Folder("sched_green_ipms");
        Parallel.ForEach(Enumerable.Range(1, 90), new ParallelOptions { MaxDegreeOfParallelism = settings.Workers }, number =>
        {
            var line = Solve(GreenSet.Read(folder, number), settings.Repairs);
            lines.Add(line);
            Console.Error.WriteLine($"{number}: {line.Share:F3} % in {line.Seconds:F1} s");
        });
        var sorted = lines.OrderBy(l => l.Instance.Number).ToList();
        SetTable.Publish("green", [
            string.Create(CultureInfo.InvariantCulture, $"Hypervolume against the published fronts: least **{sorted.Min(l => l.Share):F3} %**, above 100 % on {sorted.Count(l => l.Share > 100.0005)} of {sorted.Count}, below on {sorted.Count(l => l.Share < 99.9995)}; {settings.Repairs:N0} repairs a makespan."),
            "",
            "| instances | hypervolume, least % | mean % | most % | points better | equal | worse | gap, mean % | published gap, mean % | s, most |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
            .. sorted.GroupBy(l => (l.Instance.Number - 1) / 30).Select(Group),
            "",
            "| instance | jobs | machines | slots | points | published | hypervolume % | better | equal | worse | gap % | published gap % | s |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
            .. sorted.Select(One)]);
        return Task.CompletedTask;
    }

    private static Line Solve(GreenInstance instance, int repairs)
    {
        var watch = Stopwatch.StartNew();
        var front = FrontSearch.Solve(instance.Shop, new FrontEffort(repairs), default);
        var taken = watch.Elapsed.TotalSeconds;
        foreach (var point in front)
        {
            if (ShopChecker.Faults(instance.Shop, point.Plan) is [var fault, ..]) throw new InvalidOperationException($"{instance.Number}, makespan {point.Makespan}: {fault}");
            if (point.Plan.Makespan > point.Makespan || ShopChecker.Objective(instance.Shop, point.Plan) != point.EnergyCost || point.EnergyCost < point.Bound)
                throw new InvalidOperationException($"{instance.Number}, makespan {point.Makespan}: the point is not what it says");
        }
        var share = 100.0 * instance.Hypervolume(front.Select(p => (p.Makespan, p.EnergyCost))) / instance.Hypervolume(instance.Front.Select(p => (p.Makespan, p.Cost)));
        var differences = instance.Front.Select(known => Ours(front, known.Makespan) - known.Cost).ToList();
        var published = instance.Front.Join(front, known => known.Makespan, own => own.Makespan, (known, own) => (known.Cost, own.Bound)).ToList(); // a bound holds for its makespan alone
        return new Line(
            instance, front.Length, share, differences.Count(d => d < 0), differences.Count(d => d == 0), differences.Count(d => d > 0),
            front.Average(p => Gap(p.EnergyCost, p.Bound)), published.Average(p => Gap(p.Cost, p.Bound)), taken);
    }

    private static long Ours(ImmutableArray<FrontPoint> front, int makespan) => front.LastOrDefault(p => p.Makespan <= makespan)?.EnergyCost ?? long.MaxValue;

    private static double Gap(long cost, long bound) => bound == 0 ? 0 : 100.0 * (cost - bound) / bound;

    private static string Group(IGrouping<int, Line> g) => string.Create(CultureInfo.InvariantCulture,
        $"| {g.Min(l => l.Instance.Number)} to {g.Max(l => l.Instance.Number)} | {g.Min(l => l.Share):F3} | {g.Average(l => l.Share):F3} | {g.Max(l => l.Share):F3} | {g.Sum(l => l.Better)} | {g.Sum(l => l.Equal)} | {g.Sum(l => l.Worse)} | {g.Average(l => l.Gap):F2} | {g.Average(l => l.PublishedGap):F2} | {g.Max(l => l.Seconds):F0} |");

    private static string One(Line l) => string.Create(CultureInfo.InvariantCulture,
        $"| {l.Instance.Number} | {l.Instance.Shop.Jobs.Count} | {l.Instance.Shop.Machines.Count} | {l.Instance.Shop.Horizon} | {l.Points} | {l.Instance.Front.Count} | {l.Share:F3} | {l.Better} | {l.Equal} | {l.Worse} | {l.Gap:F2} | {l.PublishedGap:F2} | {l.Seconds:F1} |");
}
