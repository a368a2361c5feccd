using FactoryTwin.Storage.Sqlite;

namespace FactoryTwin.Storage.Tests;

/// <summary>Opens stores of one kind.</summary>
public abstract class StoreAdapter
{
    /// <summary>Opens the store at a place that is the test's own; makes it where absent.</summary>
    public abstract Task<IStore> OpenAsync(string place, TimeProvider time, CancellationToken cancellationToken);

    /// <summary>Removes what the store left.</summary>
    public abstract Task RemoveAsync(string place);
}

internal static class Adapters
{
    public static IEnumerable<TestFixtureData> All()
    {
        yield return new TestFixtureData(new SqliteAdapter()).SetArgDisplayNames("SQLite");
    }
}

internal sealed class SqliteAdapter : StoreAdapter
{
    public override Task<IStore> OpenAsync(string place, TimeProvider time, CancellationToken cancellationToken) =>
        SqliteStore.OpenAsync(new SqliteStoreOptions(Path.Combine(place, "store.db")), time, cancellationToken);

    public override Task RemoveAsync(string place)
    {
        if (Directory.Exists(place))
            Directory.Delete(place, recursive: true);
        return Task.CompletedTask;
    }
}
