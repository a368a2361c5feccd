using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Services.TwinState.Model.Domain;
using FactoryTwin.Storage;
using FactoryTwin.Twin.V1;
using Grpc.Core;

namespace FactoryTwin.Services.TwinState.Model;

/// <summary>The asset hierarchy: loading a model file and reading it back.</summary>
public sealed class AssetsService(IStore store, ModelCatalog catalog) : Assets.AssetsBase
{
    /// <inheritdoc/>
    public override async Task<ImportModelResponse> ImportModel(ImportModelRequest request, ServerCallContext context)
    {
        var model = request.Model ?? throw RpcErrors.InvalidArgument(("model", "is required"));
        var faults = ModelRules.Check(
            [.. model.Assets.Select(a => a.ToNode())], [.. model.Points.Select(p => p.ToNode())], catalog.AssetNodes);
        if (faults.Count > 0) throw RpcErrors.InvalidArgument([.. faults.Select(f => (f.Field, f.Description))]);

        var response = await store.WriteAsync(transaction => Write(transaction, model), context.CancellationToken);
        foreach (var asset in model.Assets) catalog.Take(asset);
        foreach (var point in model.Points) catalog.Take(point);
        return response;
    }

    /// <inheritdoc/>
    public override Task<Asset> GetAsset(GetAssetRequest request, ServerCallContext context) =>
        Task.FromResult(catalog.FindAsset(request.Name) ?? throw RpcErrors.NotFound(request.Name));

    /// <inheritdoc/>
    public override async Task<ListAssetsResponse> ListAssets(ListAssetsRequest request, ServerCallContext context)
    {
        var page = await store.ListPageAsync(TwinStores.Assets, new(ListRequests.PageSize(request.PageSize), request.PageToken, request.Filter), context.CancellationToken);
        return new ListAssetsResponse { Assets = { page.Documents.Select(d => d.Value) }, NextPageToken = page.NextPageToken };
    }

    private static ImportModelResponse Write(IStoreTransaction transaction, PlantModel model)
    {
        var response = new ImportModelResponse();
        foreach (var asset in model.Assets)
        {
            if (transaction.Get(TwinStores.Assets, asset.Name) is null) response.AssetsCreated++;
            else response.AssetsUpdated++;
            transaction.Put(TwinStores.Assets, asset);
        }
        foreach (var point in model.Points)
        {
            var stored = transaction.Get(TwinStores.Points, point.Name)?.Value;
            if (stored is null) response.PointsCreated++;
            else response.PointsUpdated++;
            if (point.Source.Length == 0 && stored is not null) point.Source = stored.Source;
            transaction.Put(TwinStores.Points, point);
        }
        return response;
    }
}
