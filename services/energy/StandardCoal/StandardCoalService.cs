using FactoryTwin.Energy.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Energy.Balances;
using FactoryTwin.Services.Energy.Balances.Domain;
using FactoryTwin.Services.Energy.Meters;
using FactoryTwin.Services.Energy.StandardCoal.Domain;
using Grpc.Core;

namespace FactoryTwin.Services.Energy.StandardCoal;

/// <summary>The door to standard coal.</summary>
public sealed class StandardCoalService(CoalFactorStore sets, BalanceStore nodes, BalanceReader balances) : FactoryTwin.Energy.V1.StandardCoal.StandardCoalBase
{
    /// <inheritdoc/>
    public override Task<CoalFactorSet> CreateCoalFactorSet(CreateCoalFactorSetRequest request, ServerCallContext context) =>
        sets.Resources.CreateAsync(CoalRequests.Created(request), context.CancellationToken);

    /// <inheritdoc/>
    public override Task<CoalFactorSet> GetCoalFactorSet(GetCoalFactorSetRequest request, ServerCallContext context) => sets.Resources.GetAsync(request.Name, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<ListCoalFactorSetsResponse> ListCoalFactorSets(ListCoalFactorSetsRequest request, ServerCallContext context)
    {
        var (page, next) = await sets.Resources.ListAsync(request.PageSize, request.PageToken, request.Filter, context.CancellationToken);
        return new ListCoalFactorSetsResponse { CoalFactorSets = { page }, NextPageToken = next };
    }

    /// <inheritdoc/>
    public override Task<CoalFactorSet> UpdateCoalFactorSet(UpdateCoalFactorSetRequest request, ServerCallContext context) => sets.Resources.ChangeAsync(request.CoalFactorSet, "coal_factor_set", stored => Task.FromResult(CoalRequests.Updated(stored, request)), validateOnly: false, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<CalculateStandardCoalResponse> CalculateStandardCoal(CalculateStandardCoalRequest request, ServerCallContext context)
    {
        var set = await sets.Resources.GetAsync(request.Name, context.CancellationToken);
        var lines = CoalRequests.Lines(request, set);
        return new CalculateStandardCoalResponse { Lines = { lines }, TotalTce = lines.Sum(l => l.Tce), Source = set.Source };
    }

    /// <inheritdoc/>
    public override async Task<QueryStandardCoalResponse> QueryStandardCoal(QueryStandardCoalRequest request, ServerCallContext context)
    {
        if (!Enum.IsDefined(request.Basis)) throw RpcErrors.InvalidArgument(("basis", "is not one that is known"));
        var span = Grids.Whole(request.StartTime, request.EndTime);
        var set = await sets.Resources.GetAsync(request.CoalFactorSet.Length > 0 ? request.CoalFactorSet : CoalFactorStore.Standard, context.CancellationToken);
        var tree = new BalanceTree(await nodes.Resources.AllAsync(context.CancellationToken));
        var under = tree.Under(tree.Find(request.Name) ?? throw RpcErrors.NotFound(request.Name));
        var (placed, read) = await balances.MetersAsync(tree, under, span, "", context.CancellationToken);
        var factors = CoalRequests.Factors(set);
        var lines = new List<CoalLine>();
        foreach (var (term, kind) in tree.Border(under).Select(t => (t, KindOf(t.Role))).Where(t => t.Item2 is not null))
        {
            var (meter, q) = (placed[term.Meter], read.Quantities[term.Meter][0]);
            // What went into a store is drawn from it below 0.
            var line = CoalLines.Of(meter.Carrier, meter.Unit, double.IsNaN(q.Quantity) ? 0 : term.Role == Role.Storage ? -q.Quantity : q.Quantity, kind!.Value,
                Coal.Of(factors, meter.Carrier, CoalRequests.BasisOf(request.Basis)), set);
            (line.Meter, line.CoveredPercent) = (term.Meter, q.Covered * 100);
            lines.Add(line);
        }
        return new QueryStandardCoalResponse { Lines = { lines }, TotalTce = lines.Sum(l => l.Tce), Complete = lines.TrueForAll(l => l.HasTce && l.CoveredPercent >= 100), Source = set.Source };
    }

    /// <summary>What is made, used or lost within changes nothing: its energy is counted where it came in.</summary>
    private static Kind? KindOf(Role role) => role switch
    {
        Role.Supply or Role.Delivered => Kind.Purchased,
        Role.Export or Role.Delivery => Kind.Exported,
        Role.Storage => Kind.StockDraw,
        _ => null,
    };
}
