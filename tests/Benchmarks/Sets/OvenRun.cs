using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using FactoryTwin.PublishedData.Tests.Scheduling;
using FactoryTwin.Scheduler.Tests.Parallel;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Batching;

namespace FactoryTwin.Benchmarks.Sets;

/// <summary>
/// All 120 published oven instances, each within a time limit on one core: moves are counted out by the pace of a short run before. An instance
/// is left where its best known value is reached, so that the whole takes an hour at most.
/// </summary>
internal static class OvenRun
{
    private const long Probe = 400_000; // moves

    private sealed record Line(OvenInstance Instance, long Objective, double Seconds, long Moves);

    public static Task RunAsync(Settings settings)
    {
        var lines = new ConcurrentBag<Line>();
        var folder = SetTable.Folder("sched_oven");
        Parallel.ForEach(Enumerable.Range(1, 120), new ParallelOptions { MaxDegreeOfParallelism = settings.Workers }, number =>
        {
            var line = Solve(OvenSet.Read(folder, number), settings.Seconds);
            lines.Add(line);
            Console.Error.WriteLine($"{number}: {line.Objective} in {line.Seconds:F1} s, best known {line.Instance.BestKnown}");
        });
        var sorted = lines.OrderBy(l => l.Instance.Number).ToList();
        var (reached, better, slowest) = (sorted.Count(l => l.Objective <= l.Instance.BestKnown && l.Seconds <= settings.Seconds), sorted.Count(l => l.Objective < l.Instance.BestKnown), sorted.Max(l => l.Seconds));
        SetTable.Publish("oven", [
            string.Create(CultureInfo.InvariantCulture, $"Best known value reached or beaten within {settings.Seconds} s: **{reached} of {sorted.Count}** (beaten: {better}); the longest took {slowest:F0} s; no bound is beaten. An instance is left where its best known value is reached."),
            "",
            "| jobs | instances | reached | beaten | above best known, mean % | above best known, most % | above bound, mean % |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            .. sorted.GroupBy(l => l.Instance.Shop.Jobs.Count).Select(Group),
            "",
            "| instance | jobs | machines | ours | best known | bound | % | s | million moves |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
            .. sorted.Select(One)]);
        return Task.CompletedTask;
    }

    private static Line Solve(OvenInstance instance, int seconds)
    {
        var watch = Stopwatch.StartNew();
        BatchSearch.Solve(instance.Shop, new SearchEffort(Probe / 4), default); // the compiler's part
        var begun = watch.Elapsed;
        var plan = BatchSearch.Solve(instance.Shop, new SearchEffort(Probe), default);
        var (moves, spent, total) = (Probe, watch.Elapsed - begun, Probe);
        foreach (var (share, effort) in new[] { (0.15, new SearchEffort(0, Seed: 1, Rounds: 1)), (0.4, new SearchEffort(0, Seed: 2, Rounds: 1)), (0.85, new SearchEffort(0, Seed: 3, Rounds: 4)) })
        {
            if (plan.Costs(instance.Shop).Objective <= instance.BestKnown) break;
            // By the pace of the run before, so that a machine that grows slower does not break the limit.
            var more = (long)(moves / spent.TotalSeconds * Math.Max(0, share * (seconds - watch.Elapsed.TotalSeconds)));
            if (more < Probe) break;
            var from = watch.Elapsed;
            var other = BatchSearch.Solve(instance.Shop, effort with { Iterations = more }, default);
            (moves, spent, total) = (more, watch.Elapsed - from, total + more);
            if (other.Costs(instance.Shop).Objective < plan.Costs(instance.Shop).Objective) plan = other;
        }
        var taken = watch.Elapsed.TotalSeconds;
        if (ShopChecker.Faults(instance.Shop, plan) is [var fault, ..]) throw new InvalidOperationException($"{instance.Number}: {fault}");
        var objective = ShopChecker.Objective(instance.Shop, plan);
        if (objective < instance.Bound) throw new InvalidOperationException($"{instance.Number}: {objective} is below the proven bound {instance.Bound}");
        return new Line(instance, objective, taken, total);
    }

    private static string Group(IGrouping<int, Line> group) => string.Create(CultureInfo.InvariantCulture,
        $"| {group.Key} | {group.Count()} | {group.Count(l => l.Objective <= l.Instance.BestKnown)} | {group.Count(l => l.Objective < l.Instance.BestKnown)} | {group.Average(Above):F3} | {group.Max(Above):F3} | {group.Average(l => 100.0 * (l.Objective - l.Instance.Bound) / l.Instance.Bound):F2} |");

    private static string One(Line l) => string.Create(CultureInfo.InvariantCulture,
        $"| {l.Instance.Number} | {l.Instance.Shop.Jobs.Count} | {l.Instance.Shop.Machines.Count} | {l.Objective} | {l.Instance.BestKnown} | {l.Instance.Bound} | {Above(l):F3} | {l.Seconds:F0} | {l.Moves / 1e6:F0} |");

    private static double Above(Line l) => 100.0 * (l.Objective - l.Instance.BestKnown) / l.Instance.BestKnown;
}
