using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Services.TwinState.History;
using FactoryTwin.Services.TwinState.Live;
using FactoryTwin.Services.TwinState.Model;
using FactoryTwin.Services.TwinState.Model.Domain;
using FactoryTwin.Storage;
using FactoryTwin.Twin.V1;
using Grpc.Core;

namespace FactoryTwin.Services.TwinState;

/// <summary>The door to points: what they are, their present values, their history, and a watch on their changes.</summary>
public sealed class PointsService(
    IStore store, ModelCatalog catalog, LiveState live, LiveValues values, HistoryReader history, AggregateReader aggregates, WatchStream watch) : Points.PointsBase
{
    private const int DefaultLivePage = 1000;
    private const int MaxLivePage = 5000;

    /// <inheritdoc/>
    public override Task<Point> GetPoint(GetPointRequest request, ServerCallContext context) => Task.FromResult(Find(request.Name));

    /// <inheritdoc/>
    public override async Task<ListPointsResponse> ListPoints(ListPointsRequest request, ServerCallContext context)
    {
        var page = await store.ListPageAsync(TwinStores.Points, new(ListRequests.PageSize(request.PageSize), request.PageToken, request.Filter), context.CancellationToken);
        return new ListPointsResponse { Points = { page.Documents.Select(d => d.Value) }, NextPageToken = page.NextPageToken };
    }

    /// <inheritdoc/>
    public override Task<ListLiveValuesResponse> ListLiveValues(ListLiveValuesRequest request, ServerCallContext context)
    {
        var size = ListRequests.PageSize(request.PageSize, DefaultLivePage, MaxLivePage);
        var wanted = request.Points.Count > 0 ? Wanted(request.Points) : catalog.PointIds;
        var after = PageCursor.Read(request.PageToken);
        var page = wanted.Where(id => string.CompareOrdinal(id, after) > 0).Take(size + 1).ToList();
        var more = page.Count > size;
        if (more) page.RemoveAt(size);

        var response = new ListLiveValuesResponse { NextPageToken = more ? PageCursor.Write(page[^1]) : "" };
        var readings = live.Find(page);
        for (var i = 0; i < page.Count; i++) response.LiveValues.Add(values.Of(page[i], readings[i]));
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override Task<QueryPointHistoryResponse> QueryPointHistory(QueryPointHistoryRequest request, ServerCallContext context) =>
        history.ReadAsync(Find(request.Name), request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<QueryPointAggregatesResponse> QueryPointAggregates(QueryPointAggregatesRequest request, ServerCallContext context) =>
        aggregates.ReadAsync(Wanted(request.Points), request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task WatchPoints(WatchPointsRequest request, IServerStreamWriter<WatchPointsResponse> responseStream, ServerCallContext context) =>
        watch.RunAsync(request.Points.Count > 0 ? Wanted(request.Points) : null, request, responseStream, context);

    private Point Find(string name) =>
        ResourceId.TryParse("points", name, out var id) && catalog.FindPoint(id) is { } point ? point : throw RpcErrors.NotFound(name);

    private IReadOnlyList<string> Wanted(IEnumerable<string> points)
    {
        var wanted = points.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var unknown = wanted.Where(id => catalog.FindPoint(id) is null).Select(id => ("points", $"there is no point '{id}'")).ToArray();
        return unknown.Length == 0 ? wanted : throw RpcErrors.InvalidArgument(unknown);
    }
}
