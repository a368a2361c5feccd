using FactoryTwin.Storage.Postgres;
using FactoryTwin.Storage.Sqlite;
using FactoryTwin.Testing;

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
        yield return new TestFixtureData(new PostgresAdapter()).SetArgDisplayNames("PostgreSQL");
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

/// <summary>A schema of its own for each place, on the server that this process started.</summary>
internal sealed class PostgresAdapter : StoreAdapter
{
    public static string Schema(string place) => "test_" + Path.GetFileName(place).Replace('-', '_');

    public override async Task<IStore> OpenAsync(string place, TimeProvider time, CancellationToken cancellationToken)
    {
        var server = await PostgresServer.SharedAsync();
        return await PostgresStore.OpenAsync(new PostgresStoreOptions(server.ConnectionString, Schema(place)), time, cancellationToken);
    }

    public override async Task RemoveAsync(string place) =>
        await (await PostgresServer.SharedAsync()).ExecuteAsync($"DROP SCHEMA IF EXISTS {Schema(place)} CASCADE");
}
