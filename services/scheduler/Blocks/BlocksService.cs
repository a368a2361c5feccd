using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Scheduler.Planning;
using FactoryTwin.Services.Scheduler.Replanning;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Blocks;

/// <summary>The door to the blocks on machines. Whatever changes them has the machine's plan made anew.</summary>
public sealed class BlocksService(IStore store, PlannerHost planners, TimeProvider time) : V1.Blocks.BlocksBase
{
    private readonly ResourceStore<V1.Block> _blocks = new(store, SchedulerStores.Blocks);
    private static readonly string[] Changeable = ["kind", "start_time", "end_time", "description", "origin"];

    /// <inheritdoc/>
    public override async Task<V1.Block> CreateBlock(V1.CreateBlockRequest request, ServerCallContext context)
    {
        var faults = new Faults();
        var given = request.Block ?? new V1.Block();
        faults.Unless(request.Block is not null, "block", "is required");
        var id = ResourceNames.NewId(request.BlockId, given.Name, $"{request.Parent}/blocks", "block_id", "block.name", faults);
        if (request.Block is not null) BlockConversions.Check(given, "block", faults);
        faults.ThrowIfAny();
        if (await store.GetAsync(SchedulerStores.Machines, request.Parent, context.CancellationToken) is null) throw RpcErrors.NotFound(request.Parent);
        var now = time.GetUtcNow();
        if ((await BlockStore.CurrentAsync(store, request.Parent, now, context.CancellationToken)).Count >= BlockConversions.MaxBlocks)
            throw RpcErrors.ResourceExhausted("TOO_MANY_BLOCKS", $"At most {BlockConversions.MaxBlocks} blocks of a machine may be current.");
        var block = given.Clone();
        block.Name = SchedulerStores.BlocksOf(request.Parent) + (id.Length > 0 ? id : Guid.CreateVersion7(now).ToString("N"));
        block = await _blocks.CreateAsync(block, context.CancellationToken);
        planners.BlocksChanged(request.Parent, $"Blocked: {BlockStore.Words(block)}");
        return block;
    }

    /// <inheritdoc/>
    public override Task<V1.Block> GetBlock(V1.GetBlockRequest request, ServerCallContext context) => _blocks.GetAsync(request.Name, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<V1.ListBlocksResponse> ListBlocks(V1.ListBlocksRequest request, ServerCallContext context)
    {
        if (await store.GetAsync(SchedulerStores.Machines, request.Parent, context.CancellationToken) is null) throw RpcErrors.NotFound(request.Parent);
        var query = new ListQuery(ListRequests.PageSize(request.PageSize), request.PageToken, request.Filter, "start_time") { NamePrefix = SchedulerStores.BlocksOf(request.Parent) };
        var page = await store.ListPageAsync(SchedulerStores.Blocks, query, context.CancellationToken);
        return new V1.ListBlocksResponse { Blocks = { page.Documents.Select(ResourceHead.WithHead) }, NextPageToken = page.NextPageToken };
    }

    /// <inheritdoc/>
    public override async Task<V1.Block> UpdateBlock(V1.UpdateBlockRequest request, ServerCallContext context)
    {
        if (request.Block is null) throw RpcErrors.InvalidArgument(("block", "is required"));
        var stored = await _blocks.GetAsync(request.Block.Name, context.CancellationToken);
        var updated = UpdateMask.Apply(stored, request.Block, request.UpdateMask, Changeable);
        var faults = new Faults();
        BlockConversions.Check(updated, "block", faults);
        faults.ThrowIfAny();
        updated = await _blocks.UpdateAsync(updated, request.Block.Etag.Length > 0 ? request.Block.Etag : stored.Etag, context.CancellationToken);
        planners.BlocksChanged(SchedulerStores.MachineOf(updated.Name), $"Block changed: {BlockStore.Words(updated)}");
        return updated;
    }

    /// <inheritdoc/>
    public override async Task<Empty> DeleteBlock(V1.DeleteBlockRequest request, ServerCallContext context)
    {
        var block = await store.WriteAsync(
            transaction => transaction.Get(SchedulerStores.Blocks, request.Name)?.Value is { } found && transaction.Delete(SchedulerStores.Blocks, request.Name) ? found : null,
            context.CancellationToken) ?? throw RpcErrors.NotFound(request.Name);
        planners.BlocksChanged(SchedulerStores.MachineOf(block.Name), $"Block withdrawn: {BlockStore.Words(block)}");
        return new Empty();
    }
}
