using System.Globalization;
using FactoryTwin.Hosting;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Ingestion.Registry.Domain;
using FactoryTwin.Storage;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.Ingestion.RawBatches;

/// <summary>Shows what came, and gives it back byte for byte.</summary>
internal sealed class RawBatchHandler(IStore store)
{
    private const int MaxPiece = 1 << 20;

    public async Task<ListRawBatchesResponse> ListAsync(ListRawBatchesRequest request, CancellationToken cancellationToken)
    {
        var size = ListRequests.PageSize(request.PageSize);
        var before = 0L;
        if (request.PageToken.Length > 0 && (!long.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out before) || before == 0))
            throw RpcErrors.InvalidArgument(("page_token", "must be one that an earlier answer gave"));
        var entries = await store.ListJournalAsync(IngestionStore.RawBatches, request.Parent, before, size + 1, cancellationToken);
        var response = new ListRawBatchesResponse();
        response.RawBatches.AddRange(entries.Take(size).Select(entry => new RawBatch
        {
            Name = SourceNames.RawBatch(entry.Key, entry.Id),
            ContentType = entry.ContentType,
            SizeBytes = entry.SizeBytes,
            ReceiveTime = entry.Time.ToTimestamp(),
            Complete = entry.Complete,
        }));
        if (entries.Count > size) response.NextPageToken = entries[size - 1].Id.ToString(CultureInfo.InvariantCulture);
        return response;
    }

    /// <summary>Sends a batch as it is read, so that no batch is ever held whole.</summary>
    /// <param name="name">The batch.</param>
    /// <param name="describe">Is told etag and size of a batch that will not change any more, before anything is sent.</param>
    /// <param name="send">Takes the pieces.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task DownloadAsync(string name, Func<string, long, Task> describe, Func<HttpBody, Task> send, CancellationToken cancellationToken)
    {
        var (source, id) = SourceNames.ParseRawBatch(name) ?? throw RpcErrors.InvalidArgument(("name", "must be sources/{source}/rawBatches/{batch}"));
        var entries = await store.ListJournalAsync(IngestionStore.RawBatches, source, id + 1, 1, cancellationToken);
        if (entries is not [var entry] || entry.Id != id) throw RpcErrors.NotFound(name);
        if (entry.Complete) await describe($"{id}-{entry.SizeBytes}", entry.SizeBytes);
        var type = entry.ContentType;
        await foreach (var stored in store.ReadJournalAsync(IngestionStore.RawBatches, id, cancellationToken))
        {
            for (var rest = stored; rest.Length > 0; rest = rest[Math.Min(MaxPiece, rest.Length)..])
            {
                await send(new HttpBody { ContentType = type, Data = UnsafeByteOperations.UnsafeWrap(rest[..Math.Min(MaxPiece, rest.Length)]) });
                type = "";
            }
        }
        if (entry.SizeBytes == 0) await send(new HttpBody { ContentType = type });
    }
}
