namespace FactoryTwin.Storage.Histories.Aggregates;

/// <summary>
/// What the samples of one interval come to. Names and rules are those of OPC 10000-13, 1.05.02. "Counted" samples are those that the
/// query uses; values are absent where nothing was counted, or where the numbers left the range of a double.
/// </summary>
public sealed record Aggregate
{
    /// <summary>Start of the interval, inclusive.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Good samples in the interval.</summary>
    public int GoodCount { get; internal set; }

    /// <summary>Uncertain samples in the interval, counted or not.</summary>
    public int UncertainCount { get; internal set; }

    /// <summary>Bad samples in the interval.</summary>
    public int BadCount { get; internal set; }

    /// <summary>Counted samples (Count).</summary>
    public int Count { get; internal set; }

    /// <summary>The first counted sample (Start).</summary>
    public Sample? First { get; internal set; }

    /// <summary>The last counted sample (End).</summary>
    public Sample? Last { get; internal set; }

    /// <summary>The least counted sample, where it came first (MinimumActualTime).</summary>
    public Sample? Minimum { get; internal set; }

    /// <summary>The greatest counted sample, where it came first (MaximumActualTime).</summary>
    public Sample? Maximum { get; internal set; }

    /// <summary>Mean of the counted samples, whatever time lies between them (Average).</summary>
    public double? Average { get; internal set; }

    /// <summary>
    /// Mean over time (TimeAverage): the area below the line through the counted samples, with interpolated values at both ends, divided by
    /// the time it covers. Before the first sample nothing is covered; after the last one its value is held.
    /// </summary>
    public double? TimeAverage { get; internal set; }

    /// <summary>The value at the interval's start (Interpolative).</summary>
    public double? StartBound { get; internal set; }

    /// <summary>The time of the interval over which a value is known.</summary>
    public TimeSpan Covered { get; internal set; }

    /// <summary>
    /// That part of <see cref="Covered"/> which rests on doubtful ground: an uncertain sample at one end, samples left out in between, or
    /// the last value held (what makes a status UncertainDataSubNormal).
    /// </summary>
    public TimeSpan Doubtful { get; internal set; }
}
