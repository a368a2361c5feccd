using FactoryTwin.Energy.V1;
using FactoryTwin.Services.Energy.Balances.Domain;

namespace FactoryTwin.Services.Energy.Balances;

/// <summary>All nodes, as they hang together.</summary>
internal sealed class BalanceTree
{
    private readonly Dictionary<string, BalanceNode> _nodes;
    private readonly ILookup<string, BalanceNode> _parts;
    private readonly ILookup<string, (BalanceNode Node, NodeMeter Meter)> _deliveries;

    public BalanceTree(IReadOnlyList<BalanceNode> nodes)
    {
        _nodes = nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
        _parts = nodes.Where(n => n.Parent.Length > 0).ToLookup(n => n.Parent, StringComparer.Ordinal);
        _deliveries = nodes.SelectMany(n => n.Meters.Where(m => m.Target.Length > 0), (n, m) => (n, m)).ToLookup(d => d.m.Target, StringComparer.Ordinal);
    }

    /// <summary>All of them.</summary>
    public IEnumerable<BalanceNode> Nodes => _nodes.Values;

    /// <summary>A node, or null.</summary>
    public BalanceNode? Find(string name) => _nodes.GetValueOrDefault(name);

    /// <summary>The nodes that are part of this one.</summary>
    public IEnumerable<BalanceNode> Parts(string name) => _parts[name];

    /// <summary>The nodes that deliver to this one.</summary>
    public IEnumerable<(BalanceNode Node, NodeMeter Meter)> Deliveries(string name) => _deliveries[name];

    /// <summary>The node and its parts at any depth.</summary>
    public List<BalanceNode> Under(BalanceNode top)
    {
        List<BalanceNode> all = [top];
        for (var i = 0; i < all.Count; i++) all.AddRange(_parts[all[i].Name].OrderBy(p => p.Name, StringComparer.Ordinal));
        return all;
    }

    /// <summary>What is metered at a node, with what others deliver to it.</summary>
    public IEnumerable<Term> Terms(BalanceNode node) =>
        [.. node.Meters.Select(m => new Term(m.Meter, (Role)m.Role)), .. Deliveries(node.Name).Select(d => new Term(d.Meter.Meter, Role.Delivered))];

    /// <summary>What is metered at the border of these nodes: deliveries among them are left out.</summary>
    public IEnumerable<Term> Border(IReadOnlyCollection<BalanceNode> nodes)
    {
        var within = nodes.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            foreach (var meter in node.Meters.Where(m => !within.Contains(m.Target))) yield return new Term(meter.Meter, (Role)meter.Role);
            foreach (var (_, meter) in Deliveries(node.Name).Where(d => !within.Contains(d.Node.Name))) yield return new Term(meter.Meter, Role.Delivered);
        }
    }

    /// <summary>The rule of the nearest node from this one upwards; null: there is none.</summary>
    public BalanceRule? Rule(BalanceNode node, string carrier) => Rules(node).FirstOrDefault(r => r.Carrier == carrier);

    /// <summary>The rules that hold at a node, its own and those from above, one a carrier.</summary>
    public IEnumerable<BalanceRule> Rules(BalanceNode node)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = node; at is not null; at = Find(at.Parent))
        {
            foreach (var rule in at.Rules.Where(r => seen.Add(r.Carrier))) yield return rule;
        }
    }
}
