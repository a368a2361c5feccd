using FactoryTwin.Energy.V1;
using FactoryTwin.Events;
using FactoryTwin.Hosting;
using FactoryTwin.Storage;

namespace FactoryTwin.Services.Energy.Balances;

/// <summary>Keeps nodes, imbalances and the watch over them.</summary>
public sealed class BalanceStore
{
    /// <summary>Where imbalances are announced; the key is the node's name.</summary>
    public const string Topic = "energy.balances";

    private const string Source = "/services/energy";

    private static readonly Collection<BalanceNode> Nodes = new("balance_nodes", n => n.Name,
        new Index<BalanceNode>("name", IndexKind.Text, n => n.Name),
        new Index<BalanceNode>("parent", IndexKind.Text, n => n.Parent),
        new Index<BalanceNode>("asset", IndexKind.Text, n => n.Asset));

    private static readonly Collection<Imbalance> Imbalances = new("imbalances", i => i.Name,
        new Index<Imbalance>("node", IndexKind.Text, i => NodeOf(i.Name)),
        new Index<Imbalance>("carrier", IndexKind.Text, i => i.Carrier),
        new Index<Imbalance>("active", IndexKind.Boolean, i => i.EndTime is null),
        new Index<Imbalance>("start_time", IndexKind.Time, i => i.StartTime.ToDateTimeOffset()));

    private static readonly Collection<StoredBalanceWatch> Watches = new("balance_watches", w => w.Name);

    private readonly IStore _store;
    private readonly TimeProvider _time;

    /// <summary>On a store.</summary>
    public BalanceStore(IStore store, TimeProvider time) => (_store, _time, Resources) = (store, time, new ResourceStore<BalanceNode>(store, Nodes));

    internal ResourceStore<BalanceNode> Resources { get; }

    /// <summary>Removes a node; false where there is none.</summary>
    internal Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        _store.WriteAsync(transaction => transaction.Delete(Nodes, name), cancellationToken);

    /// <summary>A page of a node's imbalances, or of all with an empty name, newest first.</summary>
    internal Task<Page<Imbalance>> ListAsync(string node, int pageSize, string pageToken, string filter, CancellationToken cancellationToken) =>
        _store.ListPageAsync(
            Imbalances,
            new ListQuery(ListRequests.PageSize(pageSize), pageToken, filter, "start_time desc") { NamePrefix = node.Length > 0 ? $"{node}/imbalances/" : "" },
            cancellationToken);

    /// <summary>How far a balance was watched; null: not yet.</summary>
    internal async ValueTask<StoredBalanceWatch?> WatchAsync(string name, CancellationToken cancellationToken) =>
        (await _store.GetAsync(Watches, name, cancellationToken))?.Value;

    /// <summary>A stored imbalance, or null.</summary>
    internal async ValueTask<Imbalance?> ImbalanceAsync(string name, CancellationToken cancellationToken) =>
        (await _store.GetAsync(Imbalances, name, cancellationToken))?.Value;

    /// <summary>Stores how far a balance was watched, with the imbalances that changed, and announces those that began and ended: one transaction.</summary>
    internal Task SaveAsync(StoredBalanceWatch watch, IReadOnlyList<Imbalance> changed, IReadOnlyList<Imbalance> began, CancellationToken cancellationToken) =>
        _store.WriteAsync(
            transaction =>
            {
                transaction.Put(Watches, watch);
                foreach (var one in changed)
                {
                    transaction.Put(Imbalances, one);
                    var node = NodeOf(one.Name);
                    if (began.Any(b => b.Name == one.Name))
                        transaction.Publish(Topic, CloudEvent.Of(new ImbalanceBegan { Imbalance = one, BalanceNode = node }, Source, node, _time.GetUtcNow(), subject: one.Name));
                    if (one.EndTime is not null)
                        transaction.Publish(Topic, CloudEvent.Of(new ImbalanceEnded { Imbalance = one, BalanceNode = node }, Source, node, _time.GetUtcNow(), subject: one.Name));
                }
            },
            cancellationToken);

    private static string NodeOf(string imbalance) => imbalance[..imbalance.IndexOf("/imbalances/", StringComparison.Ordinal)];
}
