using FactoryTwin.Storage;
using FactoryTwin.Storage.Postgres;
using FactoryTwin.Storage.Sqlite;
using FactoryTwin.Testing;

namespace FactoryTwin.Benchmarks.Histories;

/// <summary>A place of its own for one contender's store, which can be opened again.</summary>
internal abstract class HistoryPlace : IAsyncDisposable
{
    public abstract string Name { get; }

    public abstract Task<IStore> OpenAsync();

    /// <summary>Bytes that the history takes on the disk, indexes included, without room that waits for its next use. The store is closed.</summary>
    public abstract Task<long> UsedAsync();

    public abstract ValueTask DisposeAsync();
}

internal sealed class SqlitePlace : HistoryPlace
{
    private readonly BenchDirectory _directory = new();

    public override string Name => "SQLite";

    public override Task<IStore> OpenAsync() => SqliteStore.OpenAsync(new SqliteStoreOptions(_directory.File), TimeProvider.System, CancellationToken.None);

    public override async Task<long> UsedAsync()
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_directory.File};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT (p.page_count - f.freelist_count) * s.page_size FROM pragma_page_count p, pragma_freelist_count f, pragma_page_size s";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public override ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>A schema of its own on a private server with fsync on.</summary>
internal sealed class PostgresPlace(PostgresServer server) : HistoryPlace
{
    private readonly string _schema = $"bench_{Guid.NewGuid():N}"[..20];

    public override string Name => "PostgreSQL";

    public override Task<IStore> OpenAsync() =>
        PostgresStore.OpenAsync(new PostgresStoreOptions(server.ConnectionString, _schema), TimeProvider.System, CancellationToken.None);

    // Rows that became chunks leave room in their tables for those that come: where none is left, all of it waits for its next use.
    public override async Task<long> UsedAsync()
    {
        if ((long)(await server.ExecuteAsync($"SELECT count(*) FROM {_schema}.history_samples"))! > 0)
            throw new InvalidOperationException("samples are not compressed yet");
        await server.ExecuteAsync("VACUUM");
        return (long)(decimal)(await server.ExecuteAsync($"""
            SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = '{_schema}' AND c.relkind = 'r' AND c.relname ~ '^(chunk|series)_'
            """))!;
    }

    public override async ValueTask DisposeAsync() => await server.ExecuteAsync($"DROP SCHEMA IF EXISTS {_schema} CASCADE");
}
