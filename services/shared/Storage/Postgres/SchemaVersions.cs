using Npgsql;

namespace FactoryTwin.Storage.Postgres;

/// <summary>
/// The store's own tables. Every step only expands (new tables, new nullable columns), so that an older program still works on a
/// schema that a newer one has opened, and an upgrade can be taken back. Steps are never edited, only added.
/// </summary>
internal static class SchemaVersions
{
    private static readonly (string Description, string Sql)[] Steps =
    [
        ("outbox, offsets, declarations, writers", """
            CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic text NOT NULL, event_id text NOT NULL, source text NOT NULL,
              type text NOT NULL, time bigint NOT NULL, key text NOT NULL, subject text, trace_parent text, data bytea NOT NULL)
              WITH (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);
            CREATE TABLE event_offset (consumer text COLLATE "C" NOT NULL, topic text COLLATE "C" NOT NULL, shard integer NOT NULL, next_offset bigint NOT NULL,
              PRIMARY KEY (consumer, topic, shard)) WITH (fillfactor = 50);
            CREATE TABLE declaration (id text COLLATE "C" NOT NULL PRIMARY KEY, type text NOT NULL);
            CREATE TABLE shape (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, collection text COLLATE "C" NOT NULL, columns text[] NOT NULL, UNIQUE (collection, columns));
            CREATE TABLE writer (id uuid NOT NULL PRIMARY KEY, turn bigint NOT NULL, time bigint NOT NULL) WITH (fillfactor = 50);
            """),
    ];

    /// <summary>Makes the schema where it is absent, and brings it up to this program's version, in one transaction.</summary>
    public static async Task ApplyAsync(NpgsqlConnection connection, string schema, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, Pg.Sql("SELECT pg_advisory_xact_lock($1)", Pg.LockKey(schema, "writer")), cancellationToken);
        if (await ScalarAsync(connection, Pg.Sql("SELECT 1::bigint FROM pg_namespace WHERE nspname = $1", schema), cancellationToken) is null)
            await RunAsync(connection, Pg.Sql($"CREATE SCHEMA \"{schema}\""), cancellationToken);
        if (await ScalarAsync(connection, Pg.Sql("SELECT 1::bigint FROM pg_tables WHERE schemaname = $1 AND tablename = 'schema_version'", schema), cancellationToken) is null)
            await RunAsync(connection, Pg.Sql("CREATE TABLE schema_version (version integer PRIMARY KEY, description text NOT NULL, time bigint NOT NULL)"), cancellationToken);
        var current = await ScalarAsync(connection, Pg.Sql("SELECT coalesce(max(version), 0)::bigint FROM schema_version"), cancellationToken) ?? 0;
        for (var version = (int)current + 1; version <= Steps.Length; version++)
        {
            var (description, sql) = Steps[version - 1];
            foreach (var statement in sql.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                await RunAsync(connection, Pg.Sql(statement), cancellationToken);
            await RunAsync(connection, Pg.Sql("INSERT INTO schema_version VALUES ($1, $2, $3)", version, description, now.UtcTicks), cancellationToken);
        }
        // Writers that are long gone; never the last one, whose turn the next one counts on from.
        await RunAsync(connection, Pg.Sql("DELETE FROM writer WHERE time < $1 AND turn < (SELECT max(turn) FROM writer)", now.AddDays(-30).UtcTicks), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task RunAsync(NpgsqlConnection connection, NpgsqlBatchCommand command, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<long?> ScalarAsync(NpgsqlConnection connection, NpgsqlBatchCommand command, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
        return (long?)await batch.ExecuteScalarAsync(cancellationToken);
    }
}
