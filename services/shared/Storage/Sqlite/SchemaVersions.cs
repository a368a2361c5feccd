namespace FactoryTwin.Storage.Sqlite;

/// <summary>
/// The store's own tables. Every step only expands (new tables, new nullable columns), so that an older program still works on a
/// file that a newer one has opened, and an upgrade can be taken back. Steps are never edited, only added.
/// </summary>
internal static class SchemaVersions
{
    private static readonly (string Description, string[] Sql)[] Steps =
    [
        ("outbox, offsets, declarations",
        [
            """
            CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, event_id TEXT NOT NULL, source TEXT NOT NULL,
              type TEXT NOT NULL, time INTEGER NOT NULL, key TEXT NOT NULL, subject TEXT, trace_parent TEXT, data BLOB NOT NULL)
            """,
            """
            CREATE TABLE event_offset (consumer TEXT NOT NULL, topic TEXT NOT NULL, shard INTEGER NOT NULL, next_offset INTEGER NOT NULL,
              PRIMARY KEY (consumer, topic, shard)) WITHOUT ROWID
            """,
            "CREATE TABLE declaration (id TEXT NOT NULL PRIMARY KEY, type TEXT NOT NULL) WITHOUT ROWID",
            "CREATE TABLE declared_index (collection TEXT NOT NULL, column_name TEXT NOT NULL, PRIMARY KEY (collection, column_name)) WITHOUT ROWID",
        ]),
    ];

    /// <summary>Brings the file up to this program's version in one transaction.</summary>
    public static void Apply(Database database, DateTimeOffset now)
    {
        database.Execute("BEGIN IMMEDIATE");
        database.Execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, description TEXT NOT NULL, time INTEGER NOT NULL)");
        for (var version = Current(database) + 1; version <= Steps.Length; version++)
        {
            var (description, sql) = Steps[version - 1];
            foreach (var statement in sql)
                database.Execute(statement);
            using var record = database.Once("INSERT INTO schema_version VALUES (?1, ?2, ?3)");
            record.Bind(1, version).Bind(2, description).Bind(3, now.UtcTicks).Run();
        }
        database.Execute("COMMIT");
    }

    private static int Current(Database database)
    {
        using var select = database.Once("SELECT ifnull(max(version), 0) FROM schema_version");
        select.Step();
        return (int)select.Long(0);
    }
}
