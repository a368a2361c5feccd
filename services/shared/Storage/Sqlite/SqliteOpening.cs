using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FactoryTwin.Storage.Sqlite;

/// <summary>Opens a store's file, and says in plain words why it cannot.</summary>
internal static class SqliteOpening
{
    private const int PageBytes = 4096;

    public static SqliteStore Open(SqliteStoreOptions options, TimeProvider time, Func<FileStream, Database, SqliteStore> create)
    {
        var exclusive = StoreLock.Take(options.Path);
        Database? database = null;
        try
        {
            database = Database.Open(options.Path, SqliteOpenMode.ReadWriteCreate, options.BusyTimeout);
            Prepare(database, options);
            SchemaVersions.Apply(database, time.GetUtcNow());
            return create(exclusive, database);
        }
        catch (Exception exception)
        {
            database?.Dispose();
            exclusive.Dispose();
            if (exception is SqliteException failure)
                throw new StoreOpenException(options.Path, Reason(failure), failure);
            throw;
        }
    }

    private static void Prepare(Database database, SqliteStoreOptions options)
    {
        database.Execute("PRAGMA journal_mode = WAL");
        database.Execute("PRAGMA synchronous = FULL"); // the log is synced at every commit: acknowledged means durable
        database.Execute("PRAGMA temp_store = MEMORY");
        database.Execute($"PRAGMA wal_autocheckpoint = {options.CheckpointBytes / PageBytes}");
        database.Execute($"PRAGMA journal_size_limit = {options.CheckpointBytes}");
        database.Execute("PRAGMA cache_size = -16384"); // KiB
    }

    private static string Reason(SqliteException failure) => failure.SqliteErrorCode switch
    {
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB =>
            "the file is damaged or is no SQLite database. Move it away together with '-wal' and '-shm', restore a backup, or start with an empty data directory.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "another program holds a lock on it. Close that program (a database browser, a backup) and start again.",
        raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM =>
            "it may not be written. Give this user write access to the file and its directory, or choose another data directory.",
        raw.SQLITE_FULL => "the disk is full. Free space and start again.",
        _ => $"{failure.Message} (SQLite {failure.SqliteExtendedErrorCode}).",
    };
}
