using System.Globalization;
using System.Text;

namespace FactoryTwin.Benchmarks.Load;

/// <summary>How long calls take at a given pace: each contender in turn at the same pace, round by round.</summary>
internal static class Latency
{
    private const double Seconds = 3;

    /// <summary>Prints a Markdown table; the last contender is the one that the others stand before.</summary>
    public static async Task RunAsync(IReadOnlyList<Contender> contenders, Scenario scenario, double rate, Settings settings)
    {
        var rounds = contenders.ToDictionary(contender => contender, _ => new List<(double Half, double Most)>());
        for (var round = 0; round < settings.Rounds; round++)
        {
            foreach (var contender in contenders) rounds[contender].Add(await MeasureAsync(contender, scenario, rate));
        }
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"\n### {scenario.Name}: latency at {rate:N0} calls/s at random times, half of what {contenders[0].Name} can\n\n");
        text.Append("| way | p50, ms | p50 added, ms | p99, ms (least to most) | p99 added, ms (least to most) |\n| --- | --- | --- | --- | --- |\n");
        var direct = rounds[contenders[^1]];
        foreach (var contender in contenders)
        {
            var half = rounds[contender].Select(round => round.Half).ToArray();
            var most = rounds[contender].Select(round => round.Most).ToArray();
            var halfAdded = rounds[contender].Zip(direct, (way, without) => way.Half - without.Half).ToArray();
            var added = rounds[contender].Zip(direct, (way, without) => way.Most - without.Most).ToArray();
            text.Append(CultureInfo.InvariantCulture, $"| {contender.Name} | {Results.Middle(half):0.00} | {Results.Middle(halfAdded):0.00} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Results.Middle(most):0.00} ({most.Min():0.00} to {most.Max():0.00}) ");
            text.Append(CultureInfo.InvariantCulture, $"| {Results.Middle(added):0.00} ({added.Min():0.00} to {added.Max():0.00}) |\n");
        }
        Console.WriteLine(text);
    }

    private static async Task<(double Half, double Most)> MeasureAsync(Contender contender, Scenario scenario, double rate)
    {
        var calls = (long)(rate * Seconds);
        var before = await contender.StatsAsync();
        var milliseconds = await SteadyLoad.RunAsync(contender, scenario, rate, calls);
        var counted = (await contender.StatsAsync()).Calls - before.Calls;
        if (counted != calls) throw new InvalidOperationException($"{contender.Name}, {scenario.Name}: the server counted {counted} calls, expected {calls}.");
        Array.Sort(milliseconds);
        return (At(milliseconds, 0.5), At(milliseconds, 0.99));
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}
