using System.Text;
using FactoryTwin.Common.V1;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.Ingestion.Recording.Domain;

namespace FactoryTwin.Services.Ingestion.Imports.Domain;

/// <summary>Judges the rows of a file. The good cells of a row with a faulty one are taken; a faulty time takes the whole row.</summary>
/// <param name="latest">Times after this lie too far in the future.</param>
internal sealed class RowJudge(CsvHeader header, TimeZoneInfo? zone, DateTimeOffset latest)
{
    private readonly CsvTime _time = new(zone);

    public void Judge(CsvRow row, RowVerdict verdict)
    {
        verdict.Clear();
        if (row.Malformed)
        {
            RejectWhole(verdict, new(RejectReason.Malformed, "", "a quoted field is not closed, or the line is too long"));
            return;
        }
        if (row.Count != header.Columns.Count)
        {
            RejectWhole(verdict, new(RejectReason.ColumnCount, "", $"the row has {row.Count} columns, the header has {header.Columns.Count}"));
            return;
        }
        if (WhenAndHowGood(row, out var time, out var quality) is { } fault)
        {
            verdict.Faults.Add(fault);
            CountCells(row, verdict);
            return;
        }
        JudgeCells(row, time, quality, verdict);
    }

    private void RejectWhole(RowVerdict verdict, Fault fault)
    {
        verdict.Faults.Add(fault);
        verdict.RejectedCells = header.ReadingColumns;
    }

    private Fault? WhenAndHowGood(CsvRow row, out DateTimeOffset time, out Quality quality)
    {
        quality = Quality.Good;
        var column = header.Columns[header.TimeColumn].Name;
        if (_time.Read(row[header.TimeColumn], out time) is { } problem) return new(problem.Reason, column, problem.Detail);
        if (time > latest) return new(RejectReason.TimeInFuture, column, $"'{Excerpt.Of(row[header.TimeColumn])}' lies too far in the future");
        if (header.QualityColumn is not { } q) return null;
        var text = row[q].Trim(" \t"u8);
        quality = Ascii.EqualsIgnoreCase(text, "good"u8) ? Quality.Good
            : Ascii.EqualsIgnoreCase(text, "bad"u8) ? Quality.Bad
            : text.IsEmpty || Ascii.EqualsIgnoreCase(text, "uncertain"u8) ? Quality.Uncertain
            : Quality.Unspecified;
        return quality != Quality.Unspecified ? null
            : new(RejectReason.Malformed, header.Columns[q].Name, $"'{Excerpt.Of(text)}' is not a quality: expected good, uncertain or bad");
    }

    private void JudgeCells(CsvRow row, DateTimeOffset time, Quality quality, RowVerdict verdict)
    {
        List<string>? unknown = null;
        for (var i = 0; i < header.Columns.Count; i++)
        {
            var column = header.Columns[i];
            if (column.Role is not (ColumnRole.Reading or ColumnRole.Unknown)) continue;
            var kind = CsvNumber.Read(row[i], out var raw);
            if (kind == NumberKind.Empty) verdict.EmptyCells++;
            else if (column.Role == ColumnRole.Unknown) (unknown ??= []).Add(column.Name);
            else if (kind == NumberKind.NotANumber) Reject(verdict, new(RejectReason.NotANumber, column.Name, $"'{Excerpt.Of(row[i])}' is not a number"));
            else if (kind == NumberKind.NotFinite) Reject(verdict, new(RejectReason.NotFinite, column.Name, $"'{Excerpt.Of(row[i])}' is not finite"));
            else if (ReadingJudge.TryStandardize(raw, column.Point!, time, quality, out var reading, out var fault)) verdict.Readings.Add(reading);
            else Reject(verdict, fault);
        }
        if (unknown is null) return;
        verdict.RejectedCells += unknown.Count;
        verdict.Faults.Add(new(RejectReason.UnknownPoint, unknown[0], "the mapping has no column " + Listed(unknown)));
    }

    private static string Listed(List<string> names) =>
        string.Join(", ", names.Take(10).Select(n => $"'{Excerpt.Of(n)}'")) + (names.Count > 10 ? $" and {names.Count - 10} more" : "");

    private static void Reject(RowVerdict verdict, Fault fault)
    {
        verdict.Faults.Add(fault);
        verdict.RejectedCells++;
    }

    private void CountCells(CsvRow row, RowVerdict verdict)
    {
        for (var i = 0; i < header.Columns.Count; i++)
        {
            if (header.Columns[i].Role is not (ColumnRole.Reading or ColumnRole.Unknown)) continue;
            if (row[i].Trim(" \t"u8).IsEmpty) verdict.EmptyCells++;
            else verdict.RejectedCells++;
        }
    }
}
