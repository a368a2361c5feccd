using System.Globalization;
using System.Text;

namespace FactoryTwin.Benchmarks.Load;

/// <summary>How long calls take at a given pace: each contender in turn at the same pace, round by round.</summary>
internal static class Latency
{
    private const double Seconds = 3;

    /// <summary>Prints a Markdown table; the last contender is the one that the others stand before.</summary>
    public static async Task RunAsync(IReadOnlyList<Contender> contenders, Scenario scenario, double rate, string share, Settings settings)
    {
        var rounds = contenders.ToDictionary(contender => contender, _ => new List<(double Half, double Most, double Wait)>());
        for (var round = 0; round < settings.Rounds; round++)
        {
            foreach (var contender in contenders) rounds[contender].Add(await MeasureAsync(contender, scenario, rate));
        }
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"\n### {scenario.Name}: latency at {rate:N0} calls/s at random times, {share} of what {contenders[0].Name} can\n\n");
        text.Append("| way | p50, ms | p50 added, ms | p99, ms (least to most) | p99 added, ms (least to most) | waited for a processor, µs/call |\n| --- | --- | --- | --- | --- | --- |\n");
        var direct = rounds[contenders[^1]];
        foreach (var contender in contenders)
        {
            var half = rounds[contender].Select(round => round.Half).ToArray();
            var most = rounds[contender].Select(round => round.Most).ToArray();
            var halfAdded = rounds[contender].Zip(direct, (way, without) => way.Half - without.Half).ToArray();
            var added = rounds[contender].Zip(direct, (way, without) => way.Most - without.Most).ToArray();
            var wait = rounds[contender].Select(round => round.Wait).ToArray();
            text.Append(CultureInfo.InvariantCulture, $"| {contender.Name} | {Results.Middle(half):0.00} | {Results.Middle(halfAdded):0.00} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Results.Middle(most):0.00} ({most.Min():0.00} to {most.Max():0.00}) ");
            text.Append(CultureInfo.InvariantCulture, $"| {Results.Middle(added):0.00} ({added.Min():0.00} to {added.Max():0.00}) | {Results.Middle(wait):0} |\n");
        }
        Console.WriteLine(text);
    }

    private static async Task<(double Half, double Most, double Wait)> MeasureAsync(Contender contender, Scenario scenario, double rate)
    {
        var calls = (long)(rate * Seconds);
        var before = await contender.StatsAsync();
        var waited = Waited(contender);
        var milliseconds = await SteadyLoad.RunAsync(contender, scenario, rate, calls);
        waited = Waited(contender) - waited;
        var counted = (await contender.StatsAsync()).Calls - before.Calls;
        if (counted != calls) throw new InvalidOperationException($"{contender.Name}, {scenario.Name}: the server counted {counted} calls, expected {calls}.");
        Array.Sort(milliseconds);
        return (At(milliseconds, 0.5), At(milliseconds, 0.99), waited.TotalMicroseconds / calls);
    }

    /// <summary>By the contender's own process: what its calls lose to the others on the machine.</summary>
    private static TimeSpan Waited(Contender contender) => contender.Processes.Aggregate(TimeSpan.Zero, (sum, process) => sum + process.WaitForProcessor);

    private static double At(double[] sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}
