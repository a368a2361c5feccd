namespace FactoryTwin.Storage.Histories;

/// <summary>A sample of one series as the histories handle it.</summary>
/// <param name="Time">UTC ticks of 100 ns.</param>
/// <param name="Value">Finite; compared and kept bit for bit.</param>
/// <param name="Quality">The number of factorytwin.common.v1.Quality.</param>
public readonly record struct Row(long Time, double Value, int Quality)
{
    /// <summary>The row of a sample.</summary>
    public static Row Of(Sample sample) => new(sample.Time.UtcTicks, sample.Value, sample.Quality);

    /// <summary>The row as callers see it.</summary>
    public Sample ToSample() => new(new DateTimeOffset(Time, TimeSpan.Zero), Value, Quality);

    /// <summary>The same value, bit for bit, and quality.</summary>
    public bool SameContent(Row other) =>
        BitConverter.DoubleToInt64Bits(Value) == BitConverter.DoubleToInt64Bits(other.Value) && Quality == other.Quality;
}
