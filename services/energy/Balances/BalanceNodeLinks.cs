using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Energy.Meters;

namespace FactoryTwin.Services.Energy.Balances;

/// <summary>Checks what a node refers to, against what is stored.</summary>
public sealed class BalanceNodeLinks(BalanceStore nodes, MeterStore meters)
{
    /// <summary>Refuses a node whose parent, targets or meters are not there or do not suit it.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with every wrong field.</exception>
    internal async Task CheckAsync(BalanceNode node, CancellationToken cancellationToken)
    {
        var tree = new BalanceTree(await nodes.Resources.AllAsync(cancellationToken));
        var faults = new Faults();
        Place(node, tree, faults);
        var owners = tree.Nodes.Where(n => n.Name != node.Name).SelectMany(n => n.Meters, (n, m) => (m.Meter, n.Name)).ToLookup(m => m.Meter, m => m.Name, StringComparer.Ordinal);
        var units = new Dictionary<string, Meter>(StringComparer.Ordinal);
        for (var i = 0; i < node.Meters.Count; i++)
        {
            var (given, field) = (node.Meters[i], $"balance_node.meters[{i}]");
            if (given.Target.Length > 0 && tree.Find(given.Target) is null) faults.Add($"{field}.target", $"there is no '{given.Target}'");
            if (owners[given.Meter].FirstOrDefault() is { } owner) faults.Add($"{field}.meter", $"is a meter of {owner} already; counted twice, it would unbalance both");
            if (await meters.Resources.FindAsync(given.Meter, cancellationToken) is not { } meter) faults.Add($"{field}.meter", $"there is no '{given.Meter}'");
            else if (!units.TryAdd(meter.Carrier, meter) && units[meter.Carrier].Unit != meter.Unit)
                faults.Add($"{field}.meter", $"counts {meter.Carrier} in {meter.Unit}, {units[meter.Carrier].Name} in {units[meter.Carrier].Unit}");
        }
        faults.ThrowIfAny();
    }

    /// <summary>Refuses to take away a node that others hang on.</summary>
    /// <exception cref="Grpc.Core.RpcException">FAILED_PRECONDITION, or NOT_FOUND.</exception>
    internal async Task CheckDeleteAsync(string name, CancellationToken cancellationToken)
    {
        var tree = new BalanceTree(await nodes.Resources.AllAsync(cancellationToken));
        if (tree.Find(name) is null) throw RpcErrors.NotFound(name);
        if (tree.Parts(name).FirstOrDefault() is { } part) throw RpcErrors.FailedPrecondition("NODE_HAS_PARTS", name, $"{part.Name} is a part of it.");
        if (tree.Deliveries(name).Select(d => d.Node.Name).FirstOrDefault() is { } source) throw RpcErrors.FailedPrecondition("NODE_HAS_DELIVERIES", name, $"{source} delivers to it.");
    }

    /// <summary>Levels fall from parent to part, so that nothing is part of itself.</summary>
    private static void Place(BalanceNode node, BalanceTree tree, Faults faults)
    {
        if (node.Parent.Length > 0)
        {
            if (tree.Find(node.Parent) is not { } parent) faults.Add("balance_node.parent", $"there is no '{node.Parent}'");
            else faults.Unless(parent.Level < node.Level, "balance_node.level", $"must be below that of {parent.Name}, which is {parent.Level}");
        }
        foreach (var part in tree.Parts(node.Name).Where(p => p.Level <= node.Level)) faults.Add("balance_node.level", $"must be above that of its part {part.Name}, which is {part.Level}");
    }
}
