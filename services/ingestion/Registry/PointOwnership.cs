using FactoryTwin.Ingestion.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Ingestion.Recording.Domain;
using FactoryTwin.Storage;
using Google.Rpc;
using Grpc.Core;

namespace FactoryTwin.Services.Ingestion.Registry;

/// <summary>A point belongs to one source: two sources reporting it would overwrite each other's truth.</summary>
internal static class PointOwnership
{
    /// <summary>Takes the source's points, and frees those that it no longer maps.</summary>
    /// <exception cref="RpcException">ALREADY_EXISTS, naming every point that another source has.</exception>
    public static void Move(IStoreTransaction transaction, Source source, Source? before)
    {
        var (wanted, had) = (PointsOf(source), before is null ? [] : PointsOf(before));
        var taken = new List<ResourceInfo>();
        foreach (var point in wanted.Except(had))
        {
            var name = "points/" + point;
            var owner = transaction.Get(IngestionStore.PointOwners, name)?.Value.Source;
            if (owner is not null && owner != source.Name) taken.Add(new() { ResourceType = "factorytwin/Point", ResourceName = name, Owner = owner });
            else transaction.Put(IngestionStore.PointOwners, new PointOwner { Name = name, Source = source.Name });
        }
        if (taken.Count > 0)
            throw RpcErrors.Create(
                StatusCode.AlreadyExists, "POINT_TAKEN", "A point has one source: " + string.Join(", ", taken.Take(20).Select(t => $"'{t.ResourceName}' is reported by '{t.Owner}'")) + ".", [.. taken]);
        foreach (var point in had.Except(wanted)) transaction.Delete(IngestionStore.PointOwners, "points/" + point);
    }

    private static HashSet<string> PointsOf(Source source) => [.. source.Mappings.Where(m => !m.Ignore).Select(SourceMapping.PointOf)];
}
