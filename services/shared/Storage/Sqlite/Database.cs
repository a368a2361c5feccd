using FactoryTwin.Storage.Queries;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FactoryTwin.Storage.Sqlite;

/// <summary>One connection and its prepared statements; used by one thread at a time.</summary>
internal sealed class Database : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly sqlite3 handle;
    private readonly Dictionary<string, Statement> statements = new(StringComparer.Ordinal);

    private Database(SqliteConnection connection)
    {
        this.connection = connection;
        handle = connection.Handle!;
    }

    /// <summary>True inside BEGIN … COMMIT; false as well after SQLite itself rolled back (disk full, I/O error).</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(handle) == 0;

    /// <summary>Rows that the last INSERT, UPDATE or DELETE changed.</summary>
    public int Changes => raw.sqlite3_changes(handle);

    public long LastRowId => raw.sqlite3_last_insert_rowid(handle);

    public static Database Open(string path, SqliteOpenMode mode, TimeSpan busyTimeout)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false };
        var opened = new SqliteConnection(settings.ConnectionString);
        try
        {
            opened.Open();
            var database = new Database(opened);
            database.Check(raw.sqlite3_busy_timeout(database.handle, (int)busyTimeout.TotalMilliseconds));
            return database;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>A statement kept for the connection's life: for SQL texts of which there is a fixed number.</summary>
    public Statement Cached(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
            statements.Add(sql, statement = Prepare(sql, cached: true));
        return statement;
    }

    /// <summary>A statement for one use: for SQL texts that follow a caller's query.</summary>
    public Statement Once(string sql) => Prepare(sql, cached: false);

    /// <summary>The same with its values bound.</summary>
    public Statement Once(SqlText sql)
    {
        var statement = Once(sql.ToString());
        for (var i = 0; i < sql.Values.Count; i++)
            statement.BindValue(i + 1, sql.Values[i]);
        return statement;
    }

    public void Execute(string sql)
    {
        using var statement = Once(sql);
        statement.Run();
    }

    /// <summary>Makes the running statement fail; callable from any thread while the connection is open.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(handle);

    public void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(code, handle);
    }

    public void Dispose()
    {
        foreach (var statement in statements.Values)
            statement.Free();
        statements.Clear();
        connection.Dispose();
    }

    private Statement Prepare(string sql, bool cached)
    {
        Check(raw.sqlite3_prepare_v2(handle, sql, out var statement));
        return new Statement(this, statement, cached);
    }
}
