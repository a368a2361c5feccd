using System.Diagnostics;
using System.Globalization;
using FactoryTwin.Benchmarks.Sets;
using FactoryTwin.Scheduler.Tests.Peers;
using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.Benchmarks.Scheduling;

/// <summary>The exact decider against CBC on the same instance, and its own time by horizon, capacity and parts.</summary>
internal static class ScheduleContest
{
    /// <summary>Of CBC; where it ends it, CBC's time is a lower bound.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    public static Task RunAsync(Settings settings)
    {
        List<string> contest = ["| parts | first run ms | median ms | CBC s | J | CBC's J | CBC / first run | CBC / median |", "| --- | --- | --- | --- | --- | --- | --- | --- |"];
        foreach (var parts in new[] { 100, 200, 300 }) contest.Add(AgainstCbc(new ScheduleInstance(288, 20, parts), settings.Rounds));
        SetTable.Publish("cbc", contest, Document);
        List<string> week = [.. Header];
        Measure(new ScheduleInstance(2_016, 50, 2_000), settings.Rounds, week);
        Measure(new ScheduleInstance(2_016, 50, 2_000, Allowance: 100), settings.Rounds, week);
        SetTable.Publish("week", week, Document);
        List<string> growth = [.. Header];
        GrowthChart.Panel[] panels =
        [
            Panel("Days (capacity 20, 300 parts)", [1, 2, 4, 7, 14, 28], days => new ScheduleInstance(288 * days, 20, 300), settings.Rounds, growth),
            Panel("Capacity (a week, 1,000 parts)", [5, 10, 20, 50, 100], capacity => new ScheduleInstance(2_016, capacity, 1_000), settings.Rounds, growth),
            Panel("Parts (a week, capacity 50)", [250, 500, 1_000, 2_000, 4_000], parts => new ScheduleInstance(2_016, 50, parts), settings.Rounds, growth),
        ];
        SetTable.Publish("growth", growth, Document);
        if (SetTable.Updates) File.WriteAllText(SetTable.Docs("images", "scheduling-growth.svg"), GrowthChart.Draw(panels));
        return Task.CompletedTask;
    }

    private const string Document = "scheduling.md";
    private static readonly string[] Header = ["| days | capacity | parts | surplus allowed | ms (least to most) | J | saved against largest-first |", "| --- | --- | --- | --- | --- | --- | --- |"];

    private static string AgainstCbc(ScheduleInstance given, int rounds)
    {
        var instance = given.Build();
        var programme = new MixedIntegerProgram(instance);
        var (schedule, times) = Solve(instance, rounds);
        var cbc = Cbc.Solve(programme.Text(given.Parts), Limit);
        var theirs = cbc.Feasible ? programme.Objective(cbc.Chosen.Sum(c => programme.Cost(c.B, c.K)), given.Parts) : double.NaN;
        var (first, median) = (times[0], times.Order().ElementAt(times.Count / 2));
        return string.Create(CultureInfo.InvariantCulture,
            $"| {given.Parts} | {first:F1} | {median:F2} | {cbc.Elapsed.TotalSeconds:F1}{(cbc.Optimal ? "" : " (stopped)")} | {schedule.Objective:F6} | {theirs:F6} | {cbc.Elapsed.TotalMilliseconds / first:N0} | {cbc.Elapsed.TotalMilliseconds / median:N0} |");
    }

    private static GrowthChart.Panel Panel(string title, int[] sizes, Func<int, ScheduleInstance> instance, int rounds, List<string> lines) =>
        new(title, [.. sizes.Select(size => ((double)size, Measure(instance(size), rounds, lines)))]);

    /// <summary>Adds a row; the median in milliseconds.</summary>
    private static double Measure(ScheduleInstance given, int rounds, List<string> lines)
    {
        var instance = given.Build();
        var (schedule, times) = Solve(instance, rounds);
        var benchmark = new BenchmarkDecider().Decide(instance, default);
        var sorted = times.Order().ToList();
        var saved = schedule.IsFeasible ? $"{100 * (1 - (schedule.Objective / benchmark.Objective)):F1} %" : "infeasible";
        lines.Add(string.Create(CultureInfo.InvariantCulture,
            $"| {given.Slots / 288} | {given.Capacity} | {given.Parts:N0} | {given.Allowance} | {sorted[sorted.Count / 2]:F1} ({sorted[0]:F1} to {sorted[^1]:F1}) | {schedule.Objective:F4} | {saved} |"));
        return sorted[sorted.Count / 2];
    }

    private static (Schedule Schedule, List<double> Milliseconds) Solve(PlanningInstance instance, int rounds)
    {
        var (schedule, times) = ((Schedule?)null, new List<double>());
        for (var i = 0; i < Math.Max(1, rounds); i++)
        {
            var watch = Stopwatch.StartNew();
            schedule = new ExactDecider().Decide(instance, default);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        return (schedule!, times);
    }
}
