using System.Collections.Concurrent;
using FactoryTwin.Services.TwinState.Model.Domain;
using FactoryTwin.Storage;
using FactoryTwin.Twin.V1;

namespace FactoryTwin.Services.TwinState.Model;

/// <summary>The stored assets and points, held in memory for the hot paths. Filled at start, then after each commit.</summary>
public sealed class ModelCatalog
{
    private const int PageSize = 1000;
    private readonly ConcurrentDictionary<string, Asset> _assets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Point> _points = new(StringComparer.Ordinal);

    /// <summary>The point with this id, or null.</summary>
    public Point? FindPoint(string id) => _points.GetValueOrDefault(id);

    public Asset? FindAsset(string name) => _assets.GetValueOrDefault(name);

    /// <summary>Ids of all points, in ordinal order.</summary>
    public IReadOnlyList<string> PointIds => [.. _points.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The assets as the model's rules see them, by name.</summary>
    public IReadOnlyDictionary<string, AssetNode> AssetNodes => _assets.ToDictionary(a => a.Key, a => a.Value.ToNode(), StringComparer.Ordinal);

    public void Take(Asset asset) => _assets[asset.Name] = asset;

    public void Take(Point point) => _points[IdOf(point)] = point;

    /// <summary>Reads all that is stored.</summary>
    public async Task LoadAsync(IStore store, CancellationToken cancellationToken)
    {
        await foreach (var asset in ReadAll(store, TwinStores.Assets, cancellationToken)) Take(asset);
        await foreach (var point in ReadAll(store, TwinStores.Points, cancellationToken)) Take(point);
    }

    internal static string IdOf(Point point) => point.Name["points/".Length..];

    private static async IAsyncEnumerable<T> ReadAll<T>(
        IStore store, Collection<T> collection, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, Google.Protobuf.IMessage<T>, new()
    {
        var token = "";
        do
        {
            var page = await store.ListAsync(collection, new ListQuery(PageSize, token), cancellationToken);
            foreach (var document in page.Documents) yield return document.Value;
            token = page.NextPageToken;
        }
        while (token.Length > 0);
    }
}
