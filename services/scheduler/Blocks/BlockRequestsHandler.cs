using FactoryTwin.Events;
using FactoryTwin.Hosting;
using FactoryTwin.Services.Scheduler.Planning;
using FactoryTwin.Services.Scheduler.Replanning;
using FactoryTwin.Storage;
using Microsoft.Extensions.Logging;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Blocks;

/// <summary>Takes the blocks that other services announce: permits, maintenance. The same announcement again changes nothing.</summary>
public sealed class BlockRequestsHandler(IStore store, PlannerHost planners, ILogger<BlockRequestsHandler> logger) : IEventHandler
{
    /// <summary>Where blocks are asked for; the key is the machine's name.</summary>
    public const string Topic = "scheduler.block-requests";

    /// <inheritdoc/>
    public async Task HandleAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        var requests = batch.Events.Where(e => e.Event.Type == V1.BlockRequested.Descriptor.FullName).Select(e => e.Event.Payload<V1.BlockRequested>()).ToList();
        var told = await store.WriteAsync(
            transaction =>
            {
                transaction.SaveOffset(batch, SchedulerModule.Id);
                return requests.Select(r => (r.Block, What: Apply(transaction, r))).Where(t => t.What.Length > 0).ToList();
            },
            cancellationToken);
        foreach (var (block, what) in told) planners.BlocksChanged(SchedulerStores.MachineOf(block.Name), what);
    }

    /// <summary>Stores what a request asks for; in words what changed, empty where nothing did.</summary>
    private string Apply(IStoreTransaction transaction, V1.BlockRequested request)
    {
        if (Fault(transaction, request) is { } fault)
        {
            BlockRequestsLog.Refused(logger, request.Block?.Name ?? "", fault);
            return "";
        }
        var block = request.Block.WithoutHead();
        var known = transaction.Get(SchedulerStores.Blocks, block.Name)?.Value;
        if (request.Withdrawn) return known is not null && transaction.Delete(SchedulerStores.Blocks, block.Name) ? $"Block withdrawn: {BlockStore.Words(known)}" : "";
        if (block.Equals(known)) return "";
        transaction.Put(SchedulerStores.Blocks, block);
        return $"{(known is null ? "Blocked" : "Block changed")}: {BlockStore.Words(block)}";
    }

    private static string? Fault(IStoreTransaction transaction, V1.BlockRequested request)
    {
        if (request.Block is null) return "it names no block";
        var parts = request.Block.Name.Split('/');
        if (parts is not ["machines", _, "blocks", var id] || !ResourceNames.IsId(id)) return "its name is not machines/{machine}/blocks/{block}";
        if (transaction.Get(SchedulerStores.Machines, SchedulerStores.MachineOf(request.Block.Name)) is null) return "its machine is not known";
        if (request.Withdrawn) return null;
        var faults = new Faults();
        BlockConversions.Check(request.Block, "block", faults);
        return faults.Count > 0 ? "its kind or times are not right" : null;
    }
}

/// <summary>Log of <see cref="BlockRequestsHandler"/>; event ids 4130 to 4139.</summary>
internal static partial class BlockRequestsLog
{
    [LoggerMessage(4130, LogLevel.Warning, "A request for block {Block} is not taken: {Fault}.")]
    public static partial void Refused(ILogger logger, string block, string fault);
}
