using FactoryTwin.Storage.Writing;

namespace FactoryTwin.Storage.Sqlite;

/// <summary>Transactions of the one writing connection: a savepoint for each work, one fsync for all.</summary>
internal sealed class SqliteCommitter(Database database, SqliteStoreOptions options, Func<SqliteTransaction> start) : ICommitter<SqliteTransaction>
{
    private long sinceCheckpointLook;

    public void Begin() => database.Cached("BEGIN IMMEDIATE").Run();

    public SqliteTransaction StartWork()
    {
        database.Cached("SAVEPOINT work").Run();
        return start();
    }

    public void FinishWork() => database.Cached("RELEASE work").Run();

    public bool TryUndoWork()
    {
        if (!database.InTransaction)
            return false;
        database.Cached("ROLLBACK TO work").Run();
        database.Cached("RELEASE work").Run();
        return true;
    }

    public void Commit() => database.Cached("COMMIT").Run();

    public void Rollback()
    {
        if (database.InTransaction)
            database.Execute("ROLLBACK");
    }

    /// <summary>
    /// SQLite moves the log into the file by itself, but only as far as no reader stands in the way. Where that has kept the log
    /// growing to four times its size, the writer waits for the readers once.
    /// </summary>
    public void AfterCommit()
    {
        if (++sinceCheckpointLook % 64 != 0)
            return;
        var log = new FileInfo(options.Path + "-wal");
        if (!log.Exists || log.Length < 4 * options.CheckpointBytes)
            return;
        try
        {
            database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // Readers stayed longer than the busy timeout; the next look tries again.
        }
    }
}
