using FactoryTwin.Storage;
using FactoryTwin.Storage.Postgres;
using FactoryTwin.Storage.Sqlite;

namespace FactoryTwin.Hosting.Adapters;

/// <summary>Opens a service's own store and closes it as the last thing of the service's life.</summary>
internal sealed class StoreHolder(string service, StorageOptions options, TimeProvider time) : IAsyncDisposable
{
    private IStore? store;

    /// <exception cref="InvalidOperationException">It is not open yet.</exception>
    public IStore Store => store ?? throw new InvalidOperationException($"The store of {service} is used before it is open.");

    /// <exception cref="StartRefusedException">It cannot be opened.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var subject = options.Kind == "postgres" ? "Storage:Postgres" : "Storage:Directory";
        try
        {
            store = await (options.Kind == "postgres" ? PostgresStore.OpenAsync(options.Postgres.Of(service), time, cancellationToken) : OpenFileAsync(cancellationToken));
        }
        catch (Exception e) when (e is StoreOpenException or StoreUnavailableException or IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException(service, subject, e.Message, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (store is not null)
            await store.DisposeAsync();
    }

    private Task<IStore> OpenFileAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(options.Directory, service, "store.db");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return SqliteStore.OpenAsync(new SqliteStoreOptions(path) { Name = service }, time, cancellationToken);
    }
}
