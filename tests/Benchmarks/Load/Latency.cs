using System.Globalization;
using System.Text;

namespace FactoryTwin.Benchmarks.Load;

/// <summary>How long calls take at a given pace: each contender in turn at the same pace, round by round.</summary>
internal static class Latency
{
    private const double Seconds = 2;

    /// <summary>Prints a Markdown table; the last contender is the one that the others stand before.</summary>
    public static async Task RunAsync(IReadOnlyList<Contender> contenders, Scenario scenario, double rate, Settings settings)
    {
        var rounds = contenders.ToDictionary(contender => contender, _ => new List<(double Half, double Most)>());
        for (var round = 0; round < settings.Rounds; round++)
        {
            foreach (var contender in contenders) rounds[contender].Add(await MeasureAsync(contender, scenario, rate));
        }
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"\n### {scenario.Name}: latency at {rate:N0} calls/s, half of what {contenders[0].Name} can\n\n");
        text.Append("| way | p50, ms | p99, ms (least to most) | p99 added, ms (least to most) |\n| --- | --- | --- | --- |\n");
        foreach (var contender in contenders)
        {
            var most = rounds[contender].Select(round => round.Most).ToArray();
            var added = rounds[contender].Zip(rounds[contenders[^1]], (way, direct) => way.Most - direct.Most).ToArray();
            text.Append(CultureInfo.InvariantCulture, $"| {contender.Name} | {Results.Middle([.. rounds[contender].Select(round => round.Half)]):0.00} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Results.Middle(most):0.00} ({most.Min():0.00} to {most.Max():0.00}) ");
            text.Append(CultureInfo.InvariantCulture, $"| {Results.Middle(added):0.00} ({added.Min():0.00} to {added.Max():0.00}) |\n");
        }
        Console.WriteLine(text);
    }

    private static async Task<(double Half, double Most)> MeasureAsync(Contender contender, Scenario scenario, double rate)
    {
        var log = Path.GetTempFileName();
        try
        {
            await H2Load.RunAsync(contender, scenario, (long)(rate * Seconds), rate, log);
            var milliseconds = File.ReadLines(log).Select(line => double.Parse(line.Split('\t')[2], CultureInfo.InvariantCulture) / 1000).Order().ToArray();
            return (At(milliseconds, 0.5), At(milliseconds, 0.99));
        }
        finally
        {
            File.Delete(log);
        }
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}
