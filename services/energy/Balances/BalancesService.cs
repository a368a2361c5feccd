using FactoryTwin.Energy.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Energy.Meters;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Services.Energy.Balances;

/// <summary>The door to balances.</summary>
public sealed class BalancesService(BalanceStore store, BalanceNodeLinks links, BalanceReader reader, FlowReader flows) : FactoryTwin.Energy.V1.Balances.BalancesBase
{
    /// <inheritdoc/>
    public override async Task<BalanceNode> CreateBalanceNode(CreateBalanceNodeRequest request, ServerCallContext context)
    {
        var node = BalanceNodeRequests.Created(request);
        await links.CheckAsync(node, context.CancellationToken);
        return await store.Resources.CreateAsync(node, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task<BalanceNode> GetBalanceNode(GetBalanceNodeRequest request, ServerCallContext context) => store.Resources.GetAsync(request.Name, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<ListBalanceNodesResponse> ListBalanceNodes(ListBalanceNodesRequest request, ServerCallContext context)
    {
        var (page, next) = await store.Resources.ListAsync(request.PageSize, request.PageToken, request.Filter, context.CancellationToken);
        return new ListBalanceNodesResponse { BalanceNodes = { page }, NextPageToken = next };
    }

    /// <inheritdoc/>
    public override Task<BalanceNode> UpdateBalanceNode(UpdateBalanceNodeRequest request, ServerCallContext context) => store.Resources.ChangeAsync(
            request.BalanceNode,
            "balance_node",
            async stored =>
            {
                var updated = BalanceNodeRequests.Updated(stored, request);
                await links.CheckAsync(updated, context.CancellationToken);
                return updated;
            },
            validateOnly: false,
            context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<Empty> DeleteBalanceNode(DeleteBalanceNodeRequest request, ServerCallContext context)
    {
        await links.CheckDeleteAsync(request.Name, context.CancellationToken);
        return await store.DeleteAsync(request.Name, context.CancellationToken) ? new Empty() : throw RpcErrors.NotFound(request.Name);
    }

    /// <inheritdoc/>
    public override async Task<QueryBalancesResponse> QueryBalances(QueryBalancesRequest request, ServerCallContext context)
    {
        var grid = Grids.Checked(request.StartTime, request.EndTime, request.Interval);
        var (tree, node) = await FindAsync(request.Name, context.CancellationToken);
        var series = await reader.ReadAsync(tree, node, request.IncludeParts, grid, request.Carrier, context.CancellationToken);
        return new QueryBalancesResponse { Balances = { series.SelectMany(s => Enumerable.Range(0, grid.Count).Select(i => s.ToMessage(grid, i))) } };
    }

    /// <inheritdoc/>
    public override async Task<QueryFlowsResponse> QueryFlows(QueryFlowsRequest request, ServerCallContext context)
    {
        var span = Grids.Whole(request.StartTime, request.EndTime);
        var (tree, node) = await FindAsync(request.Name, context.CancellationToken);
        return new QueryFlowsResponse { Flows = { await flows.ReadAsync(tree, node, span, request.Carrier, context.CancellationToken) } };
    }

    /// <inheritdoc/>
    public override async Task<ListImbalancesResponse> ListImbalances(ListImbalancesRequest request, ServerCallContext context)
    {
        var node = request.Parent == "balanceNodes/-" ? "" : (await store.Resources.GetAsync(request.Parent, context.CancellationToken)).Name;
        var page = await store.ListAsync(node, request.PageSize, request.PageToken, request.Filter, context.CancellationToken);
        return new ListImbalancesResponse { Imbalances = { page.Documents.Select(d => d.Value) }, NextPageToken = page.NextPageToken };
    }

    private async Task<(BalanceTree Tree, BalanceNode Node)> FindAsync(string name, CancellationToken cancellationToken)
    {
        var tree = new BalanceTree(await store.Resources.AllAsync(cancellationToken));
        return (tree, tree.Find(name) ?? throw RpcErrors.NotFound(name));
    }
}
