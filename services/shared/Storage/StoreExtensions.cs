namespace FactoryTwin.Storage;

/// <summary>Shorter ways to call a store.</summary>
public static class StoreExtensions
{
    /// <summary>Runs work that has no result in a write transaction; completes when it is durable.</summary>
    public static Task WriteAsync(this IStore store, Action<IStoreTransaction> work, CancellationToken cancellationToken) =>
        store.WriteAsync(transaction =>
        {
            work(transaction);
            return true;
        }, cancellationToken);
}
