using System.Diagnostics;
using System.Globalization;
using FactoryTwin.Scheduler.Tests.Peers;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

namespace FactoryTwin.Benchmarks.Scheduling;

/// <summary>Ten machines side by side over a day in slots of 15 minutes: our schedule and its proven gap, and what CBC finds of the same instance in a time limit.</summary>
internal static class FleetContest
{
    public static Task RunAsync(Settings settings)
    {
        // Of CBC; its best schedule by then is compared with ours.
        var limit = TimeSpan.FromSeconds(settings.Seconds);
        Console.WriteLine($"\n## Ten machines, a day in slots of 15 minutes, against CBC for {limit.TotalSeconds:F0} s\n");
        Console.WriteLine("| load | parts | ms (least to most) | J | bound | gap % | CBC s | CBC's J | above ours % |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var load in new[] { 0.3, 0.5, 0.7, 0.9 }) Run(new FleetCase(10, 96, load, 1).Build(), load, settings.Rounds, limit);
        return Task.CompletedTask;
    }

    private static void Run(FleetInstance fleet, double load, int rounds, TimeSpan limit)
    {
        var (schedule, times) = ((FleetSchedule?)null, new List<double>());
        for (var i = 0; i < Math.Max(1, rounds); i++)
        {
            var watch = Stopwatch.StartNew();
            schedule = new FleetDecider().Decide(fleet, default);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        times.Sort();
        var program = new FleetIntegerProgram(fleet, TimeSpan.FromMinutes(15));
        var cbc = Cbc.Solve(program.Text(), limit);
        var cost = cbc.Chosen.Sum(c => program.Cost(c.B, c.K));
        var parts = cbc.Chosen.Sum(c => c.B % 100);
        var theirs = parts == fleet.Demand ? string.Create(CultureInfo.InvariantCulture, $"{cost / parts:F5} | {100 * ((cost / parts / schedule!.Objective) - 1):F3}") : "none found | ";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {load:P0} | {fleet.Demand} | {times[times.Count / 2]:F0} ({times[0]:F0} to {times[^1]:F0}) | {schedule!.Objective:F5} | {schedule.LowerBound:F5} | {schedule.GapPercent:F4} | {cbc.Elapsed.TotalSeconds:F1}{(cbc.Optimal ? "" : " (stopped)")} | {theirs} |"));
    }
}
