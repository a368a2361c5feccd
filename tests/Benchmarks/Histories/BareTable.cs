using SQLitePCL;

namespace FactoryTwin.Benchmarks.Histories;

/// <summary>SQLite by its own calls, as fast as prepared inserts get: the measure for the history's append.</summary>
internal sealed class BareTable : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _insert;

    /// <param name="path">The file.</param>
    /// <param name="table">The table's columns and what follows.</param>
    public BareTable(string path, string table)
    {
        Batteries.Init();
        Check(raw.sqlite3_open(path, out _database));
        foreach (var sql in new[] { "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA wal_autocheckpoint = 4096", "PRAGMA cache_size = -16384", $"CREATE TABLE samples {table}" })
            Run(sql);
        Check(raw.sqlite3_prepare_v2(_database, "INSERT INTO samples VALUES (?1, ?2, ?3, ?4)", out _insert));
    }

    /// <summary>Inserts rows in one transaction, durable at the end.</summary>
    public void Insert(IReadOnlyList<BenchRow> rows)
    {
        Run("BEGIN IMMEDIATE");
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            Check(raw.sqlite3_bind_int64(_insert, 1, row.Series));
            Check(raw.sqlite3_bind_int64(_insert, 2, row.Ticks));
            Check(raw.sqlite3_bind_int64(_insert, 3, BitConverter.DoubleToInt64Bits(row.Value)));
            Check(raw.sqlite3_bind_int64(_insert, 4, 1));
            if (raw.sqlite3_step(_insert) != raw.SQLITE_DONE) throw new InvalidOperationException(raw.sqlite3_errmsg(_database).utf8_to_string());
            Check(raw.sqlite3_reset(_insert));
        }
        Run("COMMIT");
    }

    public void Dispose()
    {
        _insert.Dispose();
        _database.Dispose();
    }

    private void Run(string sql) => Check(raw.sqlite3_exec(_database, sql));

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw new InvalidOperationException(raw.sqlite3_errmsg(_database).utf8_to_string());
    }
}

/// <summary>A sample for all contenders.</summary>
internal readonly record struct BenchRow(int Series, long Ticks, double Value);
