namespace FactoryTwin.Services.VirtualPlant.Demonstration.Domain;

/// <summary>An order that is placed again whenever the last one like it is no longer open.</summary>
/// <param name="Prefix">How the ids of its orders begin.</param>
/// <param name="Parts">Parts to make at speed 1.</param>
/// <param name="Ahead">How far out it is due.</param>
public sealed record RollingOrder(string Prefix, int Parts, TimeSpan Ahead)
{
    /// <summary>One due about an hour out, one some hours later: what the look-ahead has to weigh against each other.</summary>
    public static IReadOnlyList<RollingOrder> All { get; } =
        [new("demo-hour-", 4, TimeSpan.FromMinutes(70)), new("demo-shift-", 10, TimeSpan.FromHours(5))];

    /// <summary>Due time, on a full five minutes.</summary>
    public DateTimeOffset DueTime(DateTimeOffset now)
    {
        long step = TimeSpan.FromMinutes(5).Ticks;
        return new DateTimeOffset((now + Ahead).UtcTicks / step * step, TimeSpan.Zero);
    }

    /// <summary>The id tells the due time, so that placing it twice is refused as a duplicate.</summary>
    public string IdFor(DateTimeOffset due) => $"{Prefix}{due.UtcDateTime:yyyyMMdd-HHmm}";

    /// <summary>Parts at a speed: a machine that runs faster is asked for more, within reason.</summary>
    public int PartsAt(double speed) => Parts * Math.Clamp((int)speed, 1, 10);
}
