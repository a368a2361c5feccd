namespace FactoryTwin.Storage.Histories.Aggregates;

/// <summary>An interval while it is being filled.</summary>
internal struct AggregateCell
{
    public int Good, Uncertain, Bad, Count;
    public Row First, Last, Minimum, Maximum;
    public double Sum, Area, Bound;
    public bool HasBound;
    public long Covered, Doubtful;

    public void CountQuality(int quality, int samples)
    {
        switch (QualityRules.ClassOf(quality))
        {
            case QualityClass.Good: Good += samples; break;
            case QualityClass.Uncertain: Uncertain += samples; break;
            default: Bad += samples; break;
        }
    }

    /// <summary>Takes in counted samples that follow those before.</summary>
    public void Add(int samples, Row first, Row last, Row minimum, Row maximum, double sum)
    {
        if (Count == 0)
            (First, Minimum, Maximum) = (first, minimum, maximum);
        if (minimum.Value < Minimum.Value) Minimum = minimum;
        if (maximum.Value > Maximum.Value) Maximum = maximum;
        Last = last;
        Sum += sum;
        Count += samples;
    }

    public readonly Aggregate ToAggregate(long start) => new()
    {
        Start = new DateTimeOffset(start, TimeSpan.Zero),
        GoodCount = Good,
        UncertainCount = Uncertain,
        BadCount = Bad,
        Count = Count,
        First = Count > 0 ? First.ToSample() : null,
        Last = Count > 0 ? Last.ToSample() : null,
        Minimum = Count > 0 ? Minimum.ToSample() : null,
        Maximum = Count > 0 ? Maximum.ToSample() : null,
        Average = Count > 0 ? Finite(Sum / Count) : null,
        TimeAverage = Covered > 0 ? Finite(Area / (Covered / (double)TimeSpan.TicksPerSecond)) : null,
        StartBound = HasBound ? Bound : null,
        Covered = TimeSpan.FromTicks(Covered),
        Doubtful = TimeSpan.FromTicks(Doubtful),
    };

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
