using System.Text;

namespace FactoryTwin.Hosting.Telemetry;

/// <summary>OpenTelemetry names and units in Prometheus terms, by OpenTelemetry's own compatibility rules.</summary>
internal static class PrometheusNames
{
    /// <summary>A metric's name with its unit, without the counter's "_total".</summary>
    public static string Metric(string name, string? unit)
    {
        var plain = Sanitize(name, allowColon: true);
        var suffix = UnitSuffix(unit);
        return suffix.Length == 0 || plain.EndsWith("_" + suffix, StringComparison.Ordinal) ? plain : $"{plain}_{suffix}";
    }

    public static string Label(string name)
    {
        var plain = Sanitize(name, allowColon: false);
        return plain is "le" or "quantile" || plain.StartsWith("__", StringComparison.Ordinal) ? "attr_" + plain.TrimStart('_') : plain;
    }

    /// <summary>A label's value between its quotes.</summary>
    public static void AppendEscaped(StringBuilder text, string value, bool escapeQuotes = true)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '"' when escapeQuotes => text.Append("\\\""),
                _ => text.Append(c),
            };
        }
    }

    private static string Sanitize(string name, bool allowColon)
    {
        var text = new StringBuilder(name.Length + 1);
        foreach (var c in name)
        {
            var valid = char.IsAsciiLetterOrDigit(c) || c == '_' || (c == ':' && allowColon);
            if (valid)
                text.Append(c);
            else if (text.Length == 0 || text[^1] != '_')
                text.Append('_');
        }
        if (text.Length == 0 || char.IsAsciiDigit(text[0]))
            text.Insert(0, '_');
        return text.ToString();
    }

    private static string UnitSuffix(string? unit) => unit switch
    {
        null or "" or "1" => "",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "By" => "bytes",
        "By/s" => "bytes_per_second",
        "%" => "percent",
        "W" => "watts",
        "J" => "joules",
        _ when unit.StartsWith('{') => "",
        _ => Sanitize(unit, allowColon: false).Trim('_'),
    };
}
