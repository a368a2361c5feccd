using FactoryTwin.Hosting;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.Ingestion.Imports;
using FactoryTwin.Services.Ingestion.Recording;
using FactoryTwin.Services.Ingestion.Registry;
using FactoryTwin.Services.Ingestion.Registry.Domain;
using FactoryTwin.Storage;

namespace FactoryTwin.Services.Ingestion.Rejects;

/// <summary>Runs a source's kept rows through today's mapping. Page by page in the rows' order, so memory does not grow with their number.</summary>
internal sealed class ReplayHandler(IStore store, SourceRegistry registry, IngestionOptions options, IngestionMetrics metrics, TimeProvider time)
{
    private const int Page = 500;

    public async Task<ImportReadingsResponse> ReplayAsync(string source, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var mapping = await registry.GetMappingAsync(source, cancellationToken);
        var judge = new KeptRowJudge(mapping, time.GetUtcNow() + options.FutureLimit, options.MaxRowBytes);
        var totals = new ImportTotals();
        var (token, done, carried) = ("", "", new List<RejectedRow>());
        do
        {
            var page = await store.ListPageAsync(IngestionStore.RejectedRows, new(Page, token) { NamePrefix = SourceNames.RejectedRows(source) }, cancellationToken);
            token = page.NextPageToken;
            var rows = carried.Concat(page.Documents.Select(d => d.Value)).GroupBy(r => RejectedRows.RowOf(r.Name)).ToList();
            carried = token.Length > 0 && rows.Count > 0 ? [.. rows[^1]] : [];
            if (carried.Count > 0) rows.RemoveAt(rows.Count - 1);

            // A row that has more faults than before is found again behind the place where it was replayed.
            var fresh = rows.Where(r => string.CompareOrdinal(r.Key, done) > 0).ToList();
            if (fresh.Count == 0) continue;
            done = fresh[^1].Key;
            var result = await store.WriteAsync(transaction => Replay(transaction, source, judge, fresh), cancellationToken);
            foreach (var part in result) totals.Add(part);
        }
        while (token.Length > 0);
        metrics.Stored("replay", totals.Response.AcceptedReadings, totals.Response.DuplicateReadings, time.GetElapsedTime(started));
        return totals.Response;
    }

    private List<ImportReadingsResponse> Replay(
        IStoreTransaction transaction, string source, KeptRowJudge judge, List<IGrouping<string, RejectedRow>> rows)
    {
        var results = new List<ImportReadingsResponse>();
        var chunk = new ImportChunk();
        DateTimeOffset? last = null;
        foreach (var faults in rows)
        {
            var row = faults.First();
            var header = row.Line == 0 ? null : transaction.Get(IngestionStore.Headers, row.RawBatch)?.Value;
            chunk.Clear();
            if (!judge.TryAdd(row, header, chunk))
            {
                var untouched = new ImportReadingsResponse { Rows = 1, Rejected = 1 };
                untouched.RejectedRows.AddRange(faults);
                results.Add(untouched);
                continue;
            }
            foreach (var fault in faults) transaction.Delete(IngestionStore.RejectedRows, fault.Name);
            var context = header?.Line.ToStringUtf8() ?? KeptRowJudge.PushContext;
            results.Add(new ChunkWriter(source, context, row.RawBatch, row.ReceiveTime.ToDateTimeOffset()).Write(transaction, chunk));
            if (chunk.LastEvent is { } at && !(at <= last)) last = at;
        }
        Recorder.Count(transaction, source, results.Sum(r => r.AcceptedReadings), 0, results.Sum(r => r.DuplicateReadings), last, time.GetUtcNow());
        return results;
    }
}
