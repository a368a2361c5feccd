using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.Ingestion.Pushes;
using FactoryTwin.Services.Ingestion.Recording;
using FactoryTwin.Services.Ingestion.Recording.Domain;
using FactoryTwin.Services.Ingestion.Rejects;
using FactoryTwin.Storage;

namespace FactoryTwin.Services.Ingestion.Imports;

/// <summary>Stores a chunk within a transaction and says what became of its rows.</summary>
/// <param name="context">Tells rows of one header from those of another.</param>
/// <param name="rawBatch">Where the rows came from.</param>
internal sealed class ChunkWriter(string source, string context, string rawBatch, DateTimeOffset received)
{
    /// <summary>The counts and faults of these rows alone. <paramref name="rejected"/> of a row are stored and listed.</summary>
    public ImportReadingsResponse Write(IStoreTransaction transaction, ImportChunk chunk)
    {
        var outcomes = Recorder.Record(transaction, source, chunk.Readings, received);
        var result = new ImportReadingsResponse
        {
            Rows = chunk.Rows.Count,
            EmptyCells = chunk.EmptyCells,
            RejectedReadings = chunk.RejectedCells,
        };
        foreach (var row in chunk.Rows) WriteRow(transaction, chunk, row, outcomes, result);
        return result;
    }

    private void WriteRow(IStoreTransaction transaction, ImportChunk chunk, ChunkRow row, AppendOutcome[] outcomes, ImportReadingsResponse result)
    {
        var (added, faults) = (0, 0);
        string? raw = null;
        for (var i = 0; i < row.Faults; i++) Reject(chunk.Faults[row.FirstFault + i]);
        for (var i = row.FirstReading; i < row.FirstReading + row.Readings; i++)
        {
            if (outcomes[i] == AppendOutcome.Conflict) Reject(PushBatch.Conflict(chunk.Readings[i]));
            else if (outcomes[i] == AppendOutcome.Added) added++;
            else result.DuplicateReadings++;
        }
        result.AcceptedReadings += added;
        result.RejectedReadings += faults - row.Faults;
        if (faults > 0) result.Rejected++;
        else if (added > 0) result.Accepted++;
        else result.Duplicates++;

        void Reject(Fault fault)
        {
            raw ??= chunk.RawOf(row);
            var kept = RejectedRows.Create(source, context, row.Line, raw, faults++, fault, rawBatch, received);
            RejectedRows.Keep(transaction, kept);
            result.RejectedRows.Add(kept);
        }
    }
}
