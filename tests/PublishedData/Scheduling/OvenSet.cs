using System.Globalization;
using System.Text.RegularExpressions;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel;

namespace FactoryTwin.PublishedData.Tests.Scheduling;

/// <summary>A published instance of the oven scheduling problem and what is known of it.</summary>
/// <param name="Number">1 to 120.</param>
/// <param name="Shop">Ours.</param>
/// <param name="BestKnown">The least published objective.</param>
/// <param name="Bound">The greatest proven lower bound.</param>
internal sealed record OvenInstance(int Number, Shop Shop, long BestKnown, long Bound);

/// <summary>Reads MiniZinc data: <c>name=value;</c>, lists, tables by rows, sets. Attributes and machines are numbered from 1 there.</summary>
internal static partial class OvenSet
{
    /// <summary>Reads one instance and its line in best_known.csv.</summary>
    internal static OvenInstance Read(string folder, int number)
    {
        var fields = Field().Matches(File.ReadAllText(Path.Combine(folder, "instances", $"{number:000}.dzn")))
            .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value, StringComparer.Ordinal);
        var known = File.ReadLines(Path.Combine(folder, "best_known.csv")).Skip(1).Select(l => l.Split(',')).First(c => int.Parse(c[0], CultureInfo.InvariantCulture) == number);
        return new OvenInstance(number, ToShop(fields), long.Parse(known[5], CultureInfo.InvariantCulture), long.Parse(known[7], CultureInfo.InvariantCulture));
    }

    private static Shop ToShop(Dictionary<string, string> fields)
    {
        var attributes = One("a");
        var (starts, ends) = (Table("m_a_s"), Table("m_a_e"));
        var machines = List("max_cap").Select((capacity, m) => new ShopMachine(
            capacity, List("initState")[m] - 1, [.. starts[m].Zip(ends[m], (s, e) => new SlotInterval(s, e)).Where(i => i.End > i.Start)], 0));
        var eligible = Set().Matches(fields["eligible_machine"]).Select(m => Numbers(m.Groups[1].Value).Select(i => i - 1).ToArray()).ToArray();
        var (size, attribute, shortest, longest) = (List("size"), List("attribute"), List("min_time"), List("max_time"));
        var (earliest, latest) = (List("earliest_start"), List("latest_end"));
        var jobs = Enumerable.Range(0, One("n")).Select(j => new ShopJob(size[j], attribute[j] - 1, shortest[j], longest[j], earliest[j], latest[j], eligible[j]));
        var weights = new ShopWeights(
            One("mult_factor_total_runtime"), One("mult_factor_finished_toolate"), One("mult_factor_total_setuptimes"), One("mult_factor_total_setupcosts"), 0);
        return new Shop([.. machines], [.. jobs], new SetUps([.. Table("setup_times").Take(attributes)], [.. Table("setup_costs").Take(attributes)]), [], One("l"), weights);

        int One(string name) => int.Parse(fields[name], CultureInfo.InvariantCulture);
        int[] List(string name) => Numbers(fields[name]);
        int[][] Table(string name) => [.. fields[name].Split('|', StringSplitOptions.RemoveEmptyEntries).Select(Numbers).Where(row => row.Length > 0)];
    }

    private static int[] Numbers(string text) => [.. Number().Matches(text).Select(m => int.Parse(m.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"(\w+)\s*=\s*([^;]+);")]
    private static partial Regex Field();

    [GeneratedRegex(@"\{([^}]*)\}")]
    private static partial Regex Set();

    [GeneratedRegex(@"-?\d+")]
    private static partial Regex Number();
}
