using System.Diagnostics.CodeAnalysis;
using System.Text;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.Ingestion.Imports;
using FactoryTwin.Services.Ingestion.Imports.Domain;
using FactoryTwin.Services.Ingestion.Recording.Domain;
using Google.Protobuf;

namespace FactoryTwin.Services.Ingestion.Rejects;

/// <summary>Judges kept rows again, with today's mapping.</summary>
/// <param name="latest">Event times after this lie too far in the future.</param>
internal sealed class KeptRowJudge(SourceMapping mapping, DateTimeOffset latest, int maxRowBytes)
{
    public const string PushContext = "push";

    private readonly RowVerdict _verdict = new();
    private KeptHeader? _kept;
    private CsvHeader? _header;

    /// <summary>Puts the row into the chunk; false where it cannot be read again: its header is gone, or today's mapping refuses it.</summary>
    /// <param name="header">The header of the row's file; null for a pushed reading.</param>
    public bool TryAdd(RejectedRow row, KeptHeader? header, ImportChunk chunk)
    {
        if (row.Line == 0)
        {
            if (!TryParse(row.Raw, out var pushed)) return false;
            JudgePushed(pushed);
            chunk.Add(0, Encoding.UTF8.GetBytes(row.Raw), _verdict);
            return true;
        }
        if (header is null || !TryReadHeader(header)) return false;
        var raw = Encoding.UTF8.GetBytes(row.Raw);
        var reader = Reader(header.Separator, raw);
        reader.Columns = _header!.Columns.Count;
        if (!reader.TryRead(out var csv)) return false;
        var zone = mapping.Source.CsvFormat is { TimeZone.Length: > 0 } format ? TimeZoneInfo.FindSystemTimeZoneById(format.TimeZone) : null;
        new RowJudge(_header, zone, latest).Judge(csv, _verdict);
        chunk.Add(row.Line, raw, _verdict);
        return true;
    }

    /// <summary>A reading with a time beyond the calendar was kept as text for people, which nothing reads again.</summary>
    private static bool TryParse(string raw, [NotNullWhen(true)] out RawReading? reading)
    {
        try
        {
            reading = JsonParser.Default.Parse<RawReading>(raw);
            return true;
        }
        catch (Exception fault) when (fault is InvalidProtocolBufferException or InvalidJsonException)
        {
            reading = null;
            return false;
        }
    }

    private void JudgePushed(RawReading pushed)
    {
        _verdict.Clear();
        if (ReadingJudge.TryStandardize(pushed, mapping, latest, out var reading, out var fault))
        {
            _verdict.Readings.Add(reading);
            return;
        }
        _verdict.Faults.Add(fault);
        _verdict.RejectedCells = 1;
    }

    private bool TryReadHeader(KeptHeader header)
    {
        if (_kept?.Name == header.Name) return _header is not null;
        _kept = header;
        _header = Reader(header.Separator, header.Line.Span).TryRead(out var row) ? CsvHeader.Read(row, mapping, out _) : null;
        return _header is not null;
    }

    private CsvReader Reader(string separator, ReadOnlySpan<byte> text)
    {
        var reader = new CsvReader((byte)separator[0], maxRowBytes);
        reader.Add(text);
        reader.End();
        return reader;
    }
}
