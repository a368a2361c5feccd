using System.Globalization;

namespace FactoryTwin.Benchmarks;

/// <summary>What to measure.</summary>
/// <param name="Seconds">Length of the live run, after its warm-up. 600 for the ten-minute figure.</param>
/// <param name="Readings">Readings a second.</param>
/// <param name="Starts">Starts to time.</param>
/// <param name="Rounds">Rounds of a contest: each contender runs once in each.</param>
/// <param name="Workers">Published instances that are solved at once.</param>
/// <param name="Repairs">Rounds of repair at each makespan of a front.</param>
/// <param name="Days">Days of one-second samples that a history is asked about.</param>
internal sealed record Settings(int Seconds, int Readings, int Starts, int Rounds, int Workers, int Repairs, int Days)
{
    /// <summary>Length of one contender's run in a round.</summary>
    public const double RunSeconds = 1;

    /// <summary>How long each contender is warmed up for each scenario: until a just-in-time compiler is through.</summary>
    public const double WarmUpSeconds = 3;

    /// <summary>Sources that push side by side.</summary>
    public const int Sources = 10;

    /// <summary>Pushes of each source a second.</summary>
    public const int PushesPerSecond = 5;

    /// <summary>Readings in one push, one a point.</summary>
    public int BatchReadings => Readings / (Sources * PushesPerSecond);

    public static Settings Parse(string[] args)
    {
        int Value(string name, int standard)
        {
            var at = Array.IndexOf(args, name);
            return at >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : standard;
        }
        return new(Value("--seconds", 60), Value("--readings", 5000), Value("--starts", 5), Value("--rounds", 5), Value("--workers", 1), Value("--repairs", 20_000), Value("--days", 365));
    }
}
