using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.Ingestion.Recording.Domain;

namespace FactoryTwin.Services.Ingestion.Registry.Domain;

/// <summary>Finds every fault of a source's description, by the field's path from the source on.</summary>
internal static class SourceValidator
{
    private const int MaxText = 200;
    private const int MaxMappings = 10_000;

    public static List<(string Field, string Description)> Faults(Source source)
    {
        var faults = new List<(string, string)>();
        if (SourceNames.IdOf(source.Name) is null) faults.Add(("name", $"must be sources/ and an id ({SourceNames.IdRule})"));
        if (string.IsNullOrWhiteSpace(source.DisplayName)) faults.Add(("display_name", "must be set"));
        foreach (var (field, text) in new[] { ("display_name", source.DisplayName), ("owner", source.Owner), ("origin", source.Origin) })
            if (text.Length > MaxText) faults.Add((field, $"must have at most {MaxText} characters"));
        MappingFaults(source, faults);
        if (source.CsvFormat is { } format) FormatFaults(format, source, faults);
        return faults;
    }

    private static void MappingFaults(Source source, List<(string, string)> faults)
    {
        if (source.Mappings.Count == 0) faults.Add(("mappings", "must have at least one entry"));
        if (source.Mappings.Count > MaxMappings) faults.Add(("mappings", $"must have at most {MaxMappings} entries"));
        var (columns, points) = (new HashSet<string>(), new Dictionary<string, string>());
        for (var i = 0; i < source.Mappings.Count; i++)
        {
            var m = source.Mappings[i];
            if (m.Column.Length == 0) faults.Add(($"mappings[{i}].column", "must be set"));
            else if (m.Column.Length > MaxText) faults.Add(($"mappings[{i}].column", $"must have at most {MaxText} characters"));
            else if (!columns.Add(m.Column)) faults.Add(($"mappings[{i}].column", $"'{m.Column}' is mapped more than once"));
            if (!double.IsFinite(m.Scale)) faults.Add(($"mappings[{i}].scale", "must be finite"));
            if (!double.IsFinite(m.Offset)) faults.Add(($"mappings[{i}].offset", "must be finite"));
            if (m.Ignore || m.Column.Length == 0) continue;
            var point = SourceMapping.PointOf(m);
            if (!SourceNames.IsId(point)) faults.Add(($"mappings[{i}].point", $"'{Excerpt.Of(point)}' cannot be a point's id ({SourceNames.IdRule})"));
            else if (!points.TryAdd(point, m.Column)) faults.Add(($"mappings[{i}].point", $"column '{points[point]}' is already mapped to point '{point}'"));
        }
    }

    private static void FormatFaults(CsvFormat format, Source source, List<(string, string)> faults)
    {
        if (format.Separator.Length > 0 && !IsSeparator(format.Separator))
            faults.Add(("csv_format.separator", "must be one ASCII character that is no letter, digit, quote, line end or part of a number or time (. + - :)"));
        if (format.TimeZone.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(format.TimeZone, out _))
            faults.Add(("csv_format.time_zone", $"'{Excerpt.Of(format.TimeZone)}' is not a time zone of the IANA database known here"));
        if (format.TimeColumn.Length > 0 && format.TimeColumn == format.QualityColumn)
            faults.Add(("csv_format.quality_column", "must not be the time column"));
        foreach (var (field, column) in new[] { ("time_column", format.TimeColumn), ("quality_column", format.QualityColumn) })
            if (column.Length > 0 && source.Mappings.Any(m => m.Column == column && !m.Ignore))
                faults.Add(($"csv_format.{field}", $"column '{Excerpt.Of(column)}' is mapped to a point"));
    }

    private static bool IsSeparator(string text) =>
        text is [var c] && (c is '\t' or (>= ' ' and <= '~')) && !char.IsAsciiLetterOrDigit(c) && c is not ('"' or '.' or '+' or '-' or ':');
}
