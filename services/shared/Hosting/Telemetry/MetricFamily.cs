using System.Diagnostics.Metrics;
using System.Globalization;

namespace FactoryTwin.Hosting.Telemetry;

internal enum MetricType { Counter, Gauge, Histogram }

/// <summary>What was measured by the instruments of one exposed name, by label set. The number of label sets is bounded.</summary>
internal sealed class MetricFamily
{
    private static readonly double[] SecondsBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    private static readonly double[] PlainBounds = [1, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];
    private static readonly KeyValuePair<string, string>[] OverflowLabels = [new("otel_metric_overflow", "true")];

    private readonly Dictionary<string, MetricSeries> series = new(StringComparer.Ordinal);

    /// <summary>The series of tags as they come; several sets of tags may be one label set.</summary>
    private readonly Dictionary<KeyValuePair<string, object?>[], MetricSeries> known = new(TagSetComparer.Instance);
    private readonly Dictionary<KeyValuePair<string, object?>[], MetricSeries>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> byTags;
    private readonly Lock gate = new();
    private readonly int limit;
    private readonly bool adds;

    public MetricFamily(Instrument instrument, MetricType type, int limit)
    {
        Name = PrometheusNames.Metric(instrument.Name, instrument.Unit);
        Help = instrument.Description ?? "";
        Type = type;
        Bounds = type == MetricType.Histogram ? BoundsOf(instrument) : [];
        Observable = instrument.IsObservable;
        adds = !Observable && (type == MetricType.Counter || instrument.GetType().GetGenericTypeDefinition() == typeof(UpDownCounter<>));
        this.limit = limit;
        byTags = known.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
    }

    public string Name { get; }

    public string Help { get; }

    public MetricType Type { get; }

    public double[] Bounds { get; }

    /// <summary>True where values are asked for at each collection; they are whole values then, added over the instruments of one name.</summary>
    public bool Observable { get; }

    /// <summary>Measurements that found no room for their label set and were counted under the overflow's.</summary>
    public long Overflowed { get; private set; }

    public void Measure(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (double.IsNaN(value) && Type != MetricType.Gauge)
            return;
        lock (gate)
        {
            var target = Find(tags);
            if (Type == MetricType.Histogram)
                Observe(target, value);
            else if (adds || Observable)
                target.Value += value;
            else
                target.Value = value;
        }
    }

    /// <summary>Forgets label sets that an observable instrument may no longer report.</summary>
    public void Reset()
    {
        lock (gate)
        {
            series.Clear();
            known.Clear();
        }
    }

    public IReadOnlyList<MetricSeries> Snapshot()
    {
        lock (gate)
            return [.. series.Values.Select(s => s.Copy())];
    }

    private void Observe(MetricSeries target, double value)
    {
        var at = Array.BinarySearch(Bounds, value);
        target.Buckets[at < 0 ? ~at : at]++;
        target.Sum += value;
        target.Count++;
    }

    private MetricSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (byTags.TryGetValue(tags, out var found))
            return found;
        found = FindByLabels(tags, out var overflown);
        // What found no room is looked up anew each time, so that this map is bounded too.
        if (!overflown && known.Count < limit)
            byTags[tags] = found;
        return found;
    }

    private MetricSeries FindByLabels(ReadOnlySpan<KeyValuePair<string, object?>> tags, out bool overflown)
    {
        overflown = false;
        var labels = Labels(tags);
        var key = string.Join('\u0001', labels.Select(l => l.Key + '\u0002' + l.Value));
        if (series.TryGetValue(key, out var found))
            return found;
        if (series.Count >= limit)
        {
            Overflowed++;
            overflown = true;
            (labels, key) = (OverflowLabels, "\u0000overflow");
            if (series.TryGetValue(key, out found))
                return found;
        }
        return series[key] = new MetricSeries(labels, Bounds.Length);
    }

    private static KeyValuePair<string, string>[] Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
            return [];
        // Two attributes may fall on one label name; the later one is the newer fact.
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in tags)
            labels[PrometheusNames.Label(tag.Key)] = Text(tag.Value);
        return [.. labels];
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static double[] BoundsOf(Instrument instrument)
    {
        var advised = instrument switch
        {
            Histogram<double> h => h.Advice?.HistogramBucketBoundaries,
            Histogram<float> h => h.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToArray(),
            Histogram<long> h => h.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToArray(),
            Histogram<int> h => h.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToArray(),
            _ => null,
        };
        return advised is { Count: > 0 } ? [.. advised.Order()] : instrument.Unit == "s" ? SecondsBounds : PlainBounds;
    }
}
