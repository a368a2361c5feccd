using FactoryTwin.Ingestion.V1;
using FactoryTwin.Scheduler.V1;
using FactoryTwin.Storage;

namespace FactoryTwin.Services.VirtualPlant.Storage;

/// <summary>What the virtual plant stores.</summary>
internal static class VirtualPlantStores
{
    /// <summary>The one snapshot's name.</summary>
    public const string SnapshotName = "snapshot";

    public static readonly Collection<Snapshot> Snapshots = new("snapshots", s => s.Name);

    /// <summary>Batches of readings that ingestion has not answered yet, in the order of their sequence.</summary>
    public static readonly Collection<PushReadingsRequest> Batches = new("batches", b => BatchName(b.Sequence));

    /// <summary>The plan in force of the machine that the furnace stands for.</summary>
    public static readonly Collection<PlanPublished> Plans = new("plans", p => p.Machine);

    public static string BatchName(long sequence) => $"batches/{sequence:D19}";
}
