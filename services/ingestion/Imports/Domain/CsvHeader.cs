using System.Text;
using FactoryTwin.Services.Ingestion.Recording.Domain;

namespace FactoryTwin.Services.Ingestion.Imports.Domain;

/// <summary>What a column of a file is to its source.</summary>
internal enum ColumnRole
{
    Time,
    Quality,

    /// <summary>Mapped to a point.</summary>
    Reading,

    /// <summary>The mapping does not know it.</summary>
    Unknown,

    /// <summary>Carries no reading.</summary>
    Ignored,
}

/// <summary>A column of a file.</summary>
internal sealed record CsvColumn(string Name, ColumnRole Role, MappedPoint? Point = null);

/// <summary>A file's header, read with its source's mapping.</summary>
internal sealed class CsvHeader
{
    private CsvHeader(IReadOnlyList<CsvColumn> columns)
    {
        Columns = columns;
        TimeColumn = columns.TakeWhile(c => c.Role != ColumnRole.Time).Count();
        QualityColumn = columns.TakeWhile(c => c.Role != ColumnRole.Quality).Count() is var q && q < columns.Count ? q : null;
        ReadingColumns = columns.Count(c => c.Role is ColumnRole.Reading or ColumnRole.Unknown);
    }

    public IReadOnlyList<CsvColumn> Columns { get; }

    public int TimeColumn { get; }

    public int? QualityColumn { get; }

    /// <summary>Columns whose cells are readings, unknown ones too.</summary>
    public int ReadingColumns { get; }

    /// <summary>Reads the header row; null and every fault of it where no row of the file could be taken.</summary>
    public static CsvHeader? Read(CsvRow row, SourceMapping mapping, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        faults = found;
        if (row.Malformed)
        {
            found.Add($"line {row.Line}: the header is not closed by its quotes or is too long");
            return null;
        }
        var names = new string[row.Count];
        for (var i = 0; i < names.Length; i++) names[i] = Name(Encoding.UTF8.GetString(row[i]), mapping);
        for (var i = 0; i < names.Length; i++)
            if (names[i].Length == 0) found.Add($"column {i + 1} of the header has no name");
        found.AddRange(names.Where(n => n.Length > 0).CountBy(n => n).Where(n => n.Value > 1).Select(n => $"the header has column '{Excerpt.Of(n.Key)}' {n.Value} times"));
        var format = mapping.Source.CsvFormat;
        var time = format is { TimeColumn.Length: > 0 } ? format.TimeColumn : names[0];
        var quality = format?.QualityColumn ?? "";
        if (!names.Contains(time)) found.Add($"the header has no time column '{Excerpt.Of(time)}'");
        if (quality.Length > 0 && !names.Contains(quality)) found.Add($"the header has no quality column '{Excerpt.Of(quality)}'");
        var header = new CsvHeader([.. names.Select(name => Column(name, time, quality, mapping))]);
        if (header.ReadingColumns == 0) found.Add($"the header has no column with readings; is '{Excerpt.Of(names[0])}' split by the right separator?");
        return found.Count == 0 ? header : null;
    }

    /// <summary>A name counts as it is written if the mapping knows it so, otherwise without blanks around it.</summary>
    private static string Name(string written, SourceMapping mapping) => mapping.TryFind(written, out _) ? written : written.Trim();

    private static CsvColumn Column(string name, string time, string quality, SourceMapping mapping)
    {
        if (name == time) return new(name, ColumnRole.Time);
        if (name == quality && quality.Length > 0) return new(name, ColumnRole.Quality);
        if (!mapping.TryFind(name, out var point)) return new(name, ColumnRole.Unknown);
        return point is null ? new(name, ColumnRole.Ignored) : new(name, ColumnRole.Reading, point);
    }
}
