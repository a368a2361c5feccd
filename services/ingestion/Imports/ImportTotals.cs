using FactoryTwin.Ingestion.V1;

namespace FactoryTwin.Services.Ingestion.Imports;

/// <summary>Sums what became of the rows, chunk by chunk.</summary>
internal sealed class ImportTotals
{
    public const int MostListed = 10_000;

    public ImportReadingsResponse Response { get; } = new();

    public void Add(ImportReadingsResponse chunk)
    {
        Response.Rows += chunk.Rows;
        Response.Accepted += chunk.Accepted;
        Response.Rejected += chunk.Rejected;
        Response.Duplicates += chunk.Duplicates;
        Response.AcceptedReadings += chunk.AcceptedReadings;
        Response.RejectedReadings += chunk.RejectedReadings;
        Response.DuplicateReadings += chunk.DuplicateReadings;
        Response.EmptyCells += chunk.EmptyCells;
        var listed = Math.Min(chunk.RejectedRows.Count, MostListed - Response.RejectedRows.Count);
        Response.RejectedRows.AddRange(chunk.RejectedRows.Take(listed));
        Response.RejectedRowsOmitted += chunk.RejectedRows.Count - listed;
    }
}
