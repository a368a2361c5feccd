using System.Globalization;

namespace FactoryTwin.Chaos.Tests.Crash;

/// <summary>What a run of the crash program does.</summary>
/// <param name="Kills">Processes that are killed, the database's included.</param>
/// <param name="Seed">Decides who is hit, how and after how much work.</param>
/// <param name="IsCluster">Kafka's mock cluster and a private PostgreSQL; otherwise the embedded log and SQLite.</param>
/// <param name="Lanes">Independent chains of producer, relay and consumer that run side by side.</param>
internal sealed record CrashOptions(int Kills, int Seed, bool IsCluster, int Lanes)
{
    /// <summary>The options of a command line; null where it cannot be understood.</summary>
    public static CrashOptions? Parse(IReadOnlyList<string> words)
    {
        var options = new CrashOptions(Kills: 1000, Seed: 7, IsCluster: false, Lanes: 4);
        for (var i = 0; i < words.Count; i += 2)
        {
            var (name, value) = (words[i], i + 1 < words.Count ? words[i + 1] : "");
            var isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            switch (name, value)
            {
                case ("--kills", _) when isNumber: options = options with { Kills = number }; break;
                case ("--seed", _) when isNumber: options = options with { Seed = number }; break;
                case ("--lanes", _) when isNumber && number > 0: options = options with { Lanes = number }; break;
                case ("--adapters", "embedded" or "cluster"): options = options with { IsCluster = value == "cluster" }; break;
                default: return null;
            }
        }
        return options;
    }
}
