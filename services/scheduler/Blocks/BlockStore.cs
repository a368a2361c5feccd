using FactoryTwin.Services.Scheduler.Planning;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Blocks;

/// <summary>Blocks as they are stored.</summary>
internal static class BlockStore
{
    /// <summary>How long after its end a block may still matter: a stoppage makes the batch under way later.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(2);

    /// <summary>The blocks of a machine that are not long over, soonest first.</summary>
    public static async Task<List<V1.Block>> CurrentAsync(IStore store, string machine, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var query = new ListQuery(BlockConversions.MaxBlocks, "", $"end_time > \"{(now - Remembered).UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\"", "start_time") { NamePrefix = SchedulerStores.BlocksOf(machine) };
        var page = await store.ListAsync(SchedulerStores.Blocks, query, cancellationToken);
        return [.. page.Documents.Select(d => d.Value)];
    }

    /// <summary>For a plan's reason, for example "Permit permit-17 from 12:00 to 14:00 UTC".</summary>
    public static string Words(V1.Block block) =>
        $"{block.Kind} {block.Name[(block.Name.LastIndexOf('/') + 1)..]} from {block.StartTime.ToDateTimeOffset():yyyy-MM-dd HH:mm} to {block.EndTime.ToDateTimeOffset():yyyy-MM-dd HH:mm} UTC";
}
