using System.Globalization;
using System.Text;

namespace FactoryTwin.Hosting.Telemetry;

/// <summary>Writes metric families as Prometheus text (0.0.4) or OpenMetrics (1.0.0).</summary>
internal static class PrometheusText
{
    public const string PlainContentType = "text/plain; version=0.0.4; charset=utf-8";
    public const string OpenMetricsContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    public static string Write(IEnumerable<MetricFamily> families, bool openMetrics)
    {
        var text = new StringBuilder(16 * 1024);
        foreach (var family in families)
        {
            var series = family.Snapshot();
            if (series.Count > 0)
                WriteFamily(text, family, series, openMetrics);
        }
        if (openMetrics)
            text.Append("# EOF\n");
        return text.ToString();
    }

    private static void WriteFamily(StringBuilder text, MetricFamily family, IReadOnlyList<MetricSeries> series, bool openMetrics)
    {
        var counter = family.Type == MetricType.Counter;
        var plain = counter && family.Name.EndsWith("_total", StringComparison.Ordinal) ? family.Name[..^6] : family.Name;
        var sample = counter ? plain + "_total" : plain;
        // OpenMetrics names a counter's family without the suffix, the older text format with it.
        var name = openMetrics ? plain : sample;
        if (family.Help.Length > 0)
        {
            text.Append("# HELP ").Append(name).Append(' ');
            PrometheusNames.AppendEscaped(text, family.Help, escapeQuotes: openMetrics);
            text.Append('\n');
        }
        text.Append("# TYPE ").Append(name).Append(' ').Append(family.Type.ToString().ToLowerInvariant()).Append('\n');
        foreach (var one in series)
        {
            if (family.Type == MetricType.Histogram)
                WriteHistogram(text, plain, family.Bounds, one, openMetrics);
            else
                WriteSample(text, sample, one.Labels, null, one.Value);
        }
    }

    private static void WriteHistogram(StringBuilder text, string name, double[] bounds, MetricSeries series, bool openMetrics)
    {
        long cumulated = 0;
        for (var i = 0; i < bounds.Length; i++)
        {
            cumulated += series.Buckets[i];
            WriteSample(text, name + "_bucket", series.Labels, Bound(bounds[i], openMetrics), cumulated);
        }
        WriteSample(text, name + "_bucket", series.Labels, "+Inf", series.Count);
        WriteSample(text, name + "_sum", series.Labels, null, series.Sum);
        WriteSample(text, name + "_count", series.Labels, null, series.Count);
    }

    private static void WriteSample(StringBuilder text, string name, KeyValuePair<string, string>[] labels, string? bound, double value)
    {
        text.Append(name);
        if (labels.Length > 0 || bound is not null)
        {
            var separator = '{';
            foreach (var (label, content) in labels)
            {
                text.Append(separator).Append(label).Append("=\"");
                PrometheusNames.AppendEscaped(text, content);
                text.Append('"');
                separator = ',';
            }
            if (bound is not null)
                text.Append(separator).Append("le=\"").Append(bound).Append('"');
            text.Append('}');
        }
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Bound(double bound, bool openMetrics)
    {
        var text = Number(bound);
        // OpenMetrics wants bounds as floats, so that 1 and 1.0 are not two buckets.
        return openMetrics && !text.AsSpan().ContainsAny('.', 'E') ? text + ".0" : text;
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
