namespace FactoryTwin.Storage.Histories.Aggregates;

/// <summary>
/// Asks for aggregates over intervals of equal length (OPC 10000-13, 1.05.02: ProcessingInterval): [start, start + interval), the next,
/// and so on to the end, where the last may be shorter.
/// </summary>
/// <param name="Start">Start of the first interval, inclusive.</param>
/// <param name="End">End of the range, exclusive; after the start.</param>
/// <param name="Interval">Length of an interval, at least 100 ns; at most <see cref="MostIntervals"/> may fit the range.</param>
public sealed record AggregateQuery(DateTimeOffset Start, DateTimeOffset End, TimeSpan Interval)
{
    /// <summary>Most intervals of one query.</summary>
    public const int MostIntervals = 100_000;

    /// <summary>Whether a value holds until the next sample (Stepped); otherwise it moves there on a straight line (SlopedInterpolation). Default false.</summary>
    public bool Stepped { get; init; }

    /// <summary>Which samples count; the others are left out and counted apart. Default: the good ones alone (TreatUncertainAsBad).</summary>
    public QualityUse Use { get; init; }

    /// <summary>Number of intervals.</summary>
    public int Count => (int)(((End.UtcTicks - Start.UtcTicks - 1) / Interval.Ticks) + 1);

    /// <summary>Throws where the query cannot be asked.</summary>
    /// <exception cref="InvalidQueryException">The end is not after the start, or the interval is not positive or so short that there are too many.</exception>
    public void Check()
    {
        if (End <= Start)
            throw new InvalidQueryException("end_time", "It must be after start_time.");
        if (Interval <= TimeSpan.Zero)
            throw new InvalidQueryException("interval", "It must be positive.");
        if ((End.UtcTicks - Start.UtcTicks - 1) / Interval.Ticks >= MostIntervals)
            throw new InvalidQueryException("interval", $"The range has more than {MostIntervals} of them; make it longer.");
    }
}

/// <summary>Which samples aggregates are made of. Quality numbers: 1 good, 0 and 2 uncertain, 3 and others bad.</summary>
public enum QualityUse
{
    /// <summary>Good samples (TreatUncertainAsBad = true, the default of OPC 10000-13).</summary>
    Good,

    /// <summary>Good and uncertain samples (TreatUncertainAsBad = false).</summary>
    GoodAndUncertain,

    /// <summary>All samples whatever their quality: to draw what is stored, not to calculate with.</summary>
    All,
}
