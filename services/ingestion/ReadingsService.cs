using FactoryTwin.Hosting;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Rpc.Transcoding;
using FactoryTwin.Services.Ingestion.Imports;
using FactoryTwin.Services.Ingestion.Pushes;
using FactoryTwin.Services.Ingestion.RawBatches;
using FactoryTwin.Services.Ingestion.Registry;
using FactoryTwin.Services.Ingestion.Registry.Domain;
using FactoryTwin.Services.Ingestion.Rejects;
using FactoryTwin.Storage;
using Google.Api;
using Grpc.Core;

namespace FactoryTwin.Services.Ingestion;

/// <summary>Serves factorytwin.ingestion.v1.Readings: hands each call to its capability.</summary>
internal sealed class ReadingsService(
    PushHandler pushes, ImportHandler imports, ReplayHandler replays, RawBatchHandler rawBatches, SourceRegistry registry, IStore store) : Readings.ReadingsBase
{
    private const string Door = "push";

    public override Task<PushReadingsResponse> PushReadings(PushReadingsRequest request, ServerCallContext context) =>
        pushes.PushAsync(request, Door, context.CancellationToken);

    public override async Task<PushReadingsResponse> StreamReadings(IAsyncStreamReader<PushReadingsRequest> requestStream, ServerCallContext context)
    {
        var sum = new PushReadingsResponse();
        var source = "";
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var request = requestStream.Current;
            source = request.Source.Length > 0 ? request.Source : source;
            request.Source = source;
            var answer = await pushes.PushAsync(request, Door, context.CancellationToken);
            sum.Accepted += answer.Accepted;
            sum.Rejected += answer.Rejected;
            sum.Duplicates += answer.Duplicates;
            sum.RejectedReadings.AddRange(answer.RejectedReadings.Take(ImportTotals.MostListed - sum.RejectedReadings.Count));
        }
        return sum;
    }

    public override Task<ImportReadingsResponse> ImportReadings(IAsyncStreamReader<ImportReadingsRequest> requestStream, ServerCallContext context) =>
        imports.ImportAsync(requestStream, context.CancellationToken);

    public override async Task<ListRejectedRowsResponse> ListRejectedRows(ListRejectedRowsRequest request, ServerCallContext context)
    {
        await CheckParentAsync(request.Parent, context);
        var query = new ListQuery(ListRequests.PageSize(request.PageSize), request.PageToken, request.Filter, "receive_time desc, line") { NamePrefix = SourceNames.RejectedRows(request.Parent) };
        var page = await store.ListPageAsync(IngestionStore.RejectedRows, query, context.CancellationToken);
        var response = new ListRejectedRowsResponse { NextPageToken = page.NextPageToken };
        response.RejectedRows.AddRange(page.Documents.Select(d => d.Value));
        return response;
    }

    public override async Task<ImportReadingsResponse> ReplayRejectedRows(ReplayRejectedRowsRequest request, ServerCallContext context)
    {
        await CheckParentAsync(request.Parent, context);
        return await replays.ReplayAsync(request.Parent, context.CancellationToken);
    }

    public override async Task<ListRawBatchesResponse> ListRawBatches(ListRawBatchesRequest request, ServerCallContext context)
    {
        await CheckParentAsync(request.Parent, context);
        return await rawBatches.ListAsync(request, context.CancellationToken);
    }

    public override Task DownloadRawBatch(DownloadRawBatchRequest request, IServerStreamWriter<HttpBody> responseStream, ServerCallContext context) =>
        rawBatches.DownloadAsync(
            request.Name,
            (etag, size) => Download.DescribeAsync(context, etag, size),
            piece => responseStream.WriteAsync(piece, context.CancellationToken),
            context.CancellationToken);

    private async Task CheckParentAsync(string parent, ServerCallContext context)
    {
        if (SourceNames.IdOf(parent) is null) throw RpcErrors.InvalidArgument(("parent", $"must be sources/ and an id ({SourceNames.IdRule})"));
        _ = await registry.GetMappingAsync(parent, context.CancellationToken);
    }
}
