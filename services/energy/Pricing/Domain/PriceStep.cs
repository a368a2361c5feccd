namespace FactoryTwin.Services.Energy.Pricing.Domain;

/// <summary>The price holds from <paramref name="Start"/> (inclusive) to <paramref name="End"/> (exclusive).</summary>
/// <param name="Price">Currency per megawatt-hour; finite, may be negative.</param>
public readonly record struct PriceStep(DateTimeOffset Start, DateTimeOffset End, double Price)
{
    /// <summary>The part inside [start, end), or null where there is none.</summary>
    public PriceStep? Cut(DateTimeOffset start, DateTimeOffset end)
    {
        var (from, to) = (Start > start ? Start : start, End < end ? End : end);
        return from < to ? new PriceStep(from, to, Price) : null;
    }
}

/// <summary>What may be a step, whichever way it came.</summary>
public static class StepLimits
{
    /// <summary>Steps in one write.</summary>
    public const int MaxSteps = 100_000;

    /// <summary>Prices beyond this are taken for a mistake.</summary>
    public const double MaxPrice = 1_000_000;

    /// <summary>The longest step.</summary>
    public static readonly TimeSpan MaxLength = TimeSpan.FromDays(366);

    /// <summary>Days from the first step's start to the last one's end in one write.</summary>
    public const int MaxSpanDays = 3_660;

    /// <summary>Steps before this time are refused.</summary>
    public static readonly DateTimeOffset Earliest = new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Steps after this time are refused.</summary>
    public static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
