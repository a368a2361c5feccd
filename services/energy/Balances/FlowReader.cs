using FactoryTwin.Common.V1;
using FactoryTwin.Energy.V1;
using FactoryTwin.Services.Energy.Balances.Domain;
using FactoryTwin.Services.Energy.Meters;
using FactoryTwin.Services.Energy.Meters.Domain;

namespace FactoryTwin.Services.Energy.Balances;

/// <summary>The bands of a Sankey diagram: what each meter saw, and of each node what it did not see.</summary>
public sealed class FlowReader(BalanceReader balances)
{
    /// <summary>The flows of a tree over one interval, by carrier.</summary>
    internal async Task<List<Flow>> ReadAsync(BalanceTree tree, BalanceNode top, IntervalGrid span, string carrier, CancellationToken cancellationToken)
    {
        var nodes = tree.Under(top);
        var (placed, read) = await balances.MetersAsync(tree, nodes, span, carrier, cancellationToken);
        var within = nodes.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        var flows = new List<Flow>();
        foreach (var node in nodes)
        {
            flows.AddRange(node.Meters.Where(m => placed.ContainsKey(m.Meter)).Select(m => Metered(node.Name, m.Target, m)));
            flows.AddRange(tree.Deliveries(node.Name).Where(d => placed.ContainsKey(d.Meter.Meter) && !within.Contains(d.Node.Name)).Select(d => Metered(d.Node.Name, node.Name, d.Meter)));
            flows.AddRange(tree.Terms(node).Where(t => placed.ContainsKey(t.Meter)).GroupBy(t => placed[t.Meter].Carrier, StringComparer.Ordinal).SelectMany(g => Unmetered(node, g.Key, [.. g])));
        }
        return [.. flows.OrderBy(f => f.Carrier, StringComparer.Ordinal)];

        Flow Metered(string owner, string target, NodeMeter placedMeter)
        {
            var q = read.Quantities[placedMeter.Meter][0];
            var flow = new Flow
            {
                Carrier = placed[placedMeter.Meter].Carrier,
                Unit = placed[placedMeter.Meter].Unit,
                Kind = Kind((Role)placedMeter.Role),
                Meter = placedMeter.Meter,
                CoveredPercent = q.Covered * 100,
                Quality = (Quality)q.Quality,
            };
            if (!double.IsNaN(q.Quantity)) flow.Quantity = Math.Abs(q.Quantity);
            var into = BalanceMath.Sign((Role)placedMeter.Role) > 0;
            var (from, to) = into ? (target, owner) : (owner, target);
            (flow.SourceNode, flow.TargetNode) = q.Quantity < 0 ? (to, from) : (from, to);
            return flow;
        }

        IEnumerable<Flow> Unmetered(BalanceNode node, string of, List<Term> terms)
        {
            var quantities = terms.ConvertAll(t => read.Quantities[t.Meter][0]);
            var sums = BalanceMath.Sums(terms, name => read.Quantities[name][0].Quantity, BalanceReader.Limits(tree.Rule(node, of)), span.Length.TotalHours);
            var (unit, covered, quality) = (placed[terms[0].Meter].Unit, quantities.Min(q => q.Covered), quantities.Max(q => q.Quality));
            if (sums.KnownLoss > 0) yield return Of(FlowKind.KnownLoss, sums.KnownLoss);
            if (quantities.TrueForAll(q => !double.IsNaN(q.Quantity)) && sums.Imbalance != 0) yield return Of(FlowKind.Imbalance, sums.Imbalance);

            Flow Of(FlowKind kind, double quantity) => new()
            {
                Carrier = of,
                Unit = unit,
                Kind = kind,
                SourceNode = quantity > 0 ? node.Name : "",
                TargetNode = quantity > 0 ? "" : node.Name,
                Quantity = Math.Abs(quantity),
                CoveredPercent = covered * 100,
                Quality = (Quality)quality,
            };
        }
    }

    private static FlowKind Kind(Role role) => role switch
    {
        Role.Supply => FlowKind.Supply,
        Role.Production => FlowKind.Production,
        Role.Export => FlowKind.Export,
        Role.Delivery => FlowKind.Delivery,
        Role.Consumption => FlowKind.Consumption,
        Role.Loss => FlowKind.Loss,
        _ => FlowKind.Storage,
    };
}
