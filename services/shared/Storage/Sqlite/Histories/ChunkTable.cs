using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Histories.Coding;

namespace FactoryTwin.Storage.Sqlite.Histories;

/// <summary>
/// Chunks of series. Those of one series do not overlap. Heads lie close together and apart from the samples, so that a year of heads is
/// read without touching a sample.
/// </summary>
internal sealed class ChunkTable(string id)
{
    private readonly string at = $"SELECT head, data FROM chunk_{id} WHERE series = ?1 AND start <= ?2 ORDER BY start DESC LIMIT 1";
    private readonly string next = $"SELECT start FROM chunk_{id} WHERE series = ?1 AND start > ?2 ORDER BY start LIMIT 1";
    private readonly string heads = $"SELECT head, data FROM chunk_{id} WHERE series = ?1 AND start >= ?2 ORDER BY start";
    private readonly string headsBack = $"SELECT head, data FROM chunk_{id} WHERE series = ?1 AND start < ?2 ORDER BY start DESC";
    private readonly string bytes = $"SELECT bytes FROM chunk_data_{id} WHERE id = ?1";
    private readonly string addData = $"INSERT INTO chunk_data_{id} (bytes) VALUES (?1)";
    private readonly string add = $"INSERT INTO chunk_{id} VALUES (?1, ?2, ?3, ?4)";
    private readonly string deleteData = $"DELETE FROM chunk_data_{id} WHERE id = ?1";
    private readonly string delete = $"DELETE FROM chunk_{id} WHERE series = ?1 AND start = ?2";

    public static void Create(Database database, string id)
    {
        database.Execute($"""
            CREATE TABLE IF NOT EXISTS chunk_{id} (series INTEGER NOT NULL, start INTEGER NOT NULL, head BLOB NOT NULL, data INTEGER NOT NULL,
              PRIMARY KEY (series, start)) WITHOUT ROWID
            """);
        database.Execute($"CREATE TABLE IF NOT EXISTS chunk_data_{id} (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)");
    }

    /// <summary>The chunk that begins at or last before a time; null where there is none.</summary>
    public StoredChunk? At(Database database, long series, long time)
    {
        using var row = database.Cached(at);
        row.Bind(1, series).Bind(2, time);
        return row.Step() ? Read(row) : null;
    }

    /// <summary>The first chunk; null where there is none.</summary>
    public StoredChunk? Oldest(Database database, long series)
    {
        using var row = database.Cached(heads);
        row.Bind(1, series).Bind(2, long.MinValue);
        return row.Step() ? Read(row) : null;
    }

    /// <summary>The start of the first chunk after a time; <see cref="long.MaxValue"/> where there is none.</summary>
    public long NextStart(Database database, long series, long time)
    {
        using var row = database.Cached(next);
        row.Bind(1, series).Bind(2, time);
        return row.Step() ? row.Long(0) : long.MaxValue;
    }

    /// <summary>The chunks that hold or follow a time, in order.</summary>
    public IEnumerable<StoredChunk> From(Database database, long series, long time)
    {
        var start = At(database, series, time) is { } first && first.Head.End >= time ? first.Head.Start : time;
        using var row = database.Cached(heads);
        row.Bind(1, series).Bind(2, start);
        while (row.Step())
            yield return Read(row);
    }

    /// <summary>The chunks that begin before a time, the latest first.</summary>
    public IEnumerable<StoredChunk> Before(Database database, long series, long time)
    {
        using var row = database.Cached(headsBack);
        row.Bind(1, series).Bind(2, time);
        while (row.Step())
            yield return Read(row);
    }

    public Row[] Rows(Database database, StoredChunk chunk)
    {
        using var row = database.Cached(bytes);
        row.Bind(1, chunk.Data);
        return row.Step() ? ChunkCodec.Decode(row.Blob(0)) : throw ByteSource.Damaged();
    }

    /// <summary>Writes a chunk; returns its size in bytes.</summary>
    public int Add(Database database, long series, Row[] rows)
    {
        var encoded = ChunkCodec.Encode(rows);
        using (var insert = database.Cached(addData))
            insert.Bind(1, encoded.AsSpan()).Run();
        var data = database.LastRowId;
        using var head = database.Cached(add);
        head.Bind(1, series).Bind(2, rows[0].Time).Bind(3, ChunkHead.Of(rows).ToBytes().AsSpan()).Bind(4, data).Run();
        return encoded.Length + ChunkHead.Size;
    }

    public void Delete(Database database, long series, StoredChunk chunk)
    {
        using (var data = database.Cached(deleteData))
            data.Bind(1, chunk.Data).Run();
        using var head = database.Cached(delete);
        head.Bind(1, series).Bind(2, chunk.Head.Start).Run();
    }

    private static StoredChunk Read(Statement row) => new(ChunkHead.From(row.Blob(0)), row.Long(1));
}
