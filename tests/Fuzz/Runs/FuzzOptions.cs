using System.Globalization;

namespace FactoryTwin.Fuzz.Runs;

/// <summary>What the command line says.</summary>
internal sealed record FuzzOptions
{
    /// <summary>How long attacks are made; what runs then is finished.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A run ends after so many rounds of all attacks, if time is not over before.</summary>
    public int Rounds { get; init; } = int.MaxValue;

    /// <summary>Everything follows from it.</summary>
    public int Seed { get; init; } = Environment.TickCount;

    /// <summary>Names of the attacks; empty for all.</summary>
    public IReadOnlyList<string> Attacks { get; init; } = [];

    /// <summary>One case instead of a run, of the one attack that is named.</summary>
    public int? Case { get; init; }

    /// <summary>Only methods whose path contains it; empty for all.</summary>
    public string Target { get; init; } = "";

    /// <summary>How much the server's heap without the web server's pools may grow, in bytes: what callers may store is bounded, what is left of their calls is nothing.</summary>
    public long HeapGrowth { get; init; } = 24L << 20;

    /// <summary>How much those pools may grow, in bytes: they keep as many blocks as were in use at once, until the server is idle.</summary>
    public long PoolGrowth { get; init; } = 32L << 20;

    /// <summary>How much the server's process may grow, in bytes, after warming up.</summary>
    public long ResidentGrowth { get; init; } = 200L << 20;

    /// <exception cref="FormatException">It cannot be read; says what is known.</exception>
    public static FuzzOptions Parse(string[] args)
    {
        var options = new FuzzOptions();
        for (var at = 0; at + 1 < args.Length; at += 2)
        {
            options = (args[at], args[at + 1]) switch
            {
                ("--seconds", var text) => options with { Time = TimeSpan.FromSeconds(int.Parse(text, CultureInfo.InvariantCulture)) },
                ("--minutes", var text) => options with { Time = TimeSpan.FromMinutes(int.Parse(text, CultureInfo.InvariantCulture)) },
                ("--seed", var text) => options with { Seed = int.Parse(text, CultureInfo.InvariantCulture) },
                ("--attacks", var text) => options with { Attacks = text.Split(',') },
                ("--target", var text) => options with { Target = text },
                ("--case", var text) => options with { Case = int.Parse(text, CultureInfo.InvariantCulture) },
                _ => throw new FormatException($"'{args[at]}' is not known."),
            };
        }
        return args.Length % 2 == 0 ? options : throw new FormatException($"'{args[^1]}' has no value.");
    }
}
