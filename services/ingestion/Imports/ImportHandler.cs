using FactoryTwin.Ingestion.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Ingestion.Registry;
using FactoryTwin.Storage;
using Grpc.Core;

namespace FactoryTwin.Services.Ingestion.Imports;

/// <summary>Takes CSV files of any size.</summary>
internal sealed class ImportHandler(IStore store, SourceRegistry registry, IngestionOptions options, IngestionMetrics metrics, TimeProvider time)
{
    public async Task<ImportReadingsResponse> ImportAsync(IAsyncStreamReader<ImportReadingsRequest> requests, CancellationToken cancellationToken)
    {
        if (!await requests.MoveNext(cancellationToken)) throw RpcErrors.InvalidArgument(("name", "must be set"), ("file", "must be set"));
        var first = requests.Current;
        if (first.Name.Length == 0) throw RpcErrors.InvalidArgument(("name", "must be set"));
        var mapping = await registry.GetMappingAsync(first.Name, cancellationToken);
        var contentType = first.File?.ContentType ?? "";
        if (CsvContentType.Fault(contentType) is { } fault) throw RpcErrors.InvalidArgument(("Content-Type", fault));

        var started = time.GetTimestamp();
        var session = new ImportSession(store, mapping, contentType, options, metrics, time);
        try
        {
            do
            {
                if (requests.Current.Name.Length > 0 && requests.Current.Name != first.Name)
                    throw RpcErrors.InvalidArgument(("name", $"must not change from '{first.Name}' to '{requests.Current.Name}' within a file"));
                await session.AddAsync(requests.Current.File?.Data.Memory ?? default, cancellationToken);
            }
            while (await requests.MoveNext(cancellationToken));
            return await session.EndAsync(cancellationToken);
        }
        finally
        {
            var done = session.Response;
            metrics.Rows("import", done.Rows);
            metrics.Stored("import", done.AcceptedReadings, done.DuplicateReadings, time.GetElapsedTime(started));
        }
    }
}
