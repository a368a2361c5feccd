namespace FactoryTwin.Hosting.Telemetry;

/// <summary>One label set of an instrument. Guarded by its family's lock.</summary>
internal sealed class MetricSeries(KeyValuePair<string, string>[] labels, int buckets)
{
    public KeyValuePair<string, string>[] Labels { get; } = labels;

    /// <summary>A counter's sum or a gauge's last value.</summary>
    public double Value { get; set; }

    public double Sum { get; set; }

    public long Count { get; set; }

    /// <summary>Measurements in each bucket, not yet cumulated; the last is everything above the highest bound.</summary>
    public long[] Buckets { get; } = buckets == 0 ? [] : new long[buckets + 1];

    public MetricSeries Copy()
    {
        var copy = new MetricSeries(Labels, Buckets.Length == 0 ? 0 : Buckets.Length - 1) { Value = Value, Sum = Sum, Count = Count };
        Buckets.CopyTo(copy.Buckets, 0);
        return copy;
    }
}
