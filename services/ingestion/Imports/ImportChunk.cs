using System.Buffers;
using System.Text;
using FactoryTwin.Services.Ingestion.Imports.Domain;
using FactoryTwin.Services.Ingestion.Recording.Domain;

namespace FactoryTwin.Services.Ingestion.Imports;

/// <summary>Judged rows that are stored in one transaction.</summary>
internal sealed class ImportChunk
{
    private readonly ArrayBufferWriter<byte> _raw = new(64 << 10);

    public List<ChunkRow> Rows { get; } = [];

    public List<StandardReading> Readings { get; } = [];

    public List<Fault> Faults { get; } = [];

    public int EmptyCells { get; private set; }

    public int RejectedCells { get; private set; }

    public DateTimeOffset? LastEvent { get; private set; }

    /// <param name="line">The row's line in its file; 0 for a pushed reading.</param>
    /// <param name="raw">As it came.</param>
    public void Add(int line, ReadOnlySpan<byte> raw, RowVerdict verdict)
    {
        Rows.Add(new(line, _raw.WrittenCount..(_raw.WrittenCount + raw.Length), Readings.Count, verdict.Readings.Count, Faults.Count, verdict.Faults.Count));
        _raw.Write(raw);
        Readings.AddRange(verdict.Readings);
        Faults.AddRange(verdict.Faults);
        EmptyCells += verdict.EmptyCells;
        RejectedCells += verdict.RejectedCells;
        if (verdict.Readings.Count > 0 && !(verdict.Readings[0].Time <= LastEvent)) LastEvent = verdict.Readings[0].Time;
    }

    public string RawOf(ChunkRow row) => Encoding.UTF8.GetString(_raw.WrittenSpan[row.Raw]);

    public void Clear()
    {
        _raw.ResetWrittenCount();
        Rows.Clear();
        Readings.Clear();
        Faults.Clear();
        (EmptyCells, RejectedCells, LastEvent) = (0, 0, null);
    }
}

/// <summary>A row of a chunk: where its text, readings and faults are.</summary>
internal readonly record struct ChunkRow(int Line, Range Raw, int FirstReading, int Readings, int FirstFault, int Faults);
