using FactoryTwin.Ingestion.V1;
using FactoryTwin.Storage;
using Google.Protobuf;
using Microsoft.Data.Sqlite;

namespace FactoryTwin.Benchmarks.Stores;

/// <summary>The same tables and statements by hand, prepared, with the same durability: the log synced at every commit.</summary>
internal sealed class BareSqlite : IAsyncDisposable
{
    private readonly SqliteConnection connection;
    private readonly Dictionary<string, long> series = new(StringComparer.Ordinal);
    private readonly SqliteCommand insert;
    private readonly SqliteCommand read;
    private readonly SqliteCommand write;
    private readonly SqliteCommand publish;
    private int next;

    public BareSqlite(string path)
    {
        connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var make = Command("""
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;
            CREATE TABLE history (series INTEGER NOT NULL, time INTEGER NOT NULL, value INTEGER NOT NULL, quality INTEGER NOT NULL, PRIMARY KEY (series, time)) WITHOUT ROWID;
            CREATE TABLE source (name TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL, etag TEXT NOT NULL, create_time INTEGER NOT NULL, update_time INTEGER NOT NULL, owner TEXT);
            CREATE INDEX source_owner ON source (owner, name);
            CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, event_id TEXT NOT NULL, source TEXT NOT NULL,
              type TEXT NOT NULL, time INTEGER NOT NULL, key TEXT NOT NULL, data BLOB NOT NULL);
            """);
        make.ExecuteNonQuery();
        insert = Command("INSERT INTO history VALUES (@1, @2, @3, @4)", 4);
        read = Command("SELECT value, create_time FROM source WHERE name = @1", 1);
        write = Command("""
            INSERT INTO source VALUES (@1, @2, @3, @4, @5, @6) ON CONFLICT (name) DO UPDATE SET value = excluded.value, etag = excluded.etag,
              update_time = excluded.update_time, owner = excluded.owner
            """, 6);
        publish = Command("INSERT INTO outbox (topic, event_id, source, type, time, key, data) VALUES (@1, @2, @3, @4, @5, @6, @7)", 7);
    }

    public Task InsertAsync(SeriesSample[] samples)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var (name, sample) in samples)
        {
            if (!series.TryGetValue(name, out var id))
                series.Add(name, id = series.Count);
            Run(insert, transaction, id, sample.Time.UtcTicks, BitConverter.DoubleToInt64Bits(sample.Value), sample.Quality);
        }
        transaction.Commit();
        return Task.CompletedTask;
    }

    public Task<long> UpdateAsync()
    {
        using var transaction = connection.BeginTransaction();
        var (source, created) = Read(transaction, Work.Name(++next));
        source.DisplayName = $"revision {next}";
        Run(write, transaction, source.Name, source.ToByteArray(), Guid.NewGuid().ToString("N"), created, DateTime.UtcNow.Ticks, source.Owner);
        var e = Work.Event(source);
        Run(publish, transaction, "contest", e.Id, e.Source, e.Type, e.Time.UtcTicks, e.Key, e.Data.ToArray());
        transaction.Commit();
        return Task.FromResult(1L);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private (Source Source, long Created) Read(SqliteTransaction transaction, string name)
    {
        read.Transaction = transaction;
        read.Parameters[0].Value = name;
        using var row = read.ExecuteReader();
        return row.Read() ? (Source.Parser.ParseFrom((byte[])row[0]), row.GetInt64(1)) : (Work.Source(next), DateTime.UtcNow.Ticks);
    }

    private SqliteCommand Command(string sql, int parameters = 0)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = $"@{i}" });
        if (parameters > 0)
            command.Prepare();
        return command;
    }

    private static void Run(SqliteCommand command, SqliteTransaction transaction, params object[] values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }
}
