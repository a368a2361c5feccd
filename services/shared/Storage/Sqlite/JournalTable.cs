using System.Buffers;
using System.IO.Compression;

namespace FactoryTwin.Storage.Sqlite;

/// <summary>Raw bytes in pieces. A piece that Brotli makes smaller is stored so; readers see what came.</summary>
internal sealed class JournalTable(string id)
{
    private const int SmallestCompressed = 128;

    private readonly string begin = $"INSERT INTO journal_{id} (key, content_type, size, pieces, complete, time) VALUES (?1, ?2, 0, 0, 0, ?3)";
    private readonly string head = $"SELECT pieces, complete FROM journal_{id} WHERE id = ?1";
    private readonly string addPiece = $"INSERT INTO piece_{id} (entry, number, size, compressed, bytes) VALUES (?1, ?2, ?3, ?4, ?5)";
    private readonly string grow = $"UPDATE journal_{id} SET size = size + ?2, pieces = pieces + 1, complete = ?3 WHERE id = ?1";
    private readonly string list = $"""
        SELECT id, key, content_type, size, complete, time FROM journal_{id} WHERE key = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3
        """;
    private readonly string piece = $"SELECT size, compressed, bytes FROM piece_{id} WHERE entry = ?1 AND number = ?2";
    private readonly string prunePieces = $"DELETE FROM piece_{id} WHERE entry IN (SELECT id FROM journal_{id} WHERE time < ?1 ORDER BY time, id LIMIT ?2)";
    private readonly string prune = $"DELETE FROM journal_{id} WHERE id IN (SELECT id FROM journal_{id} WHERE time < ?1 ORDER BY time, id LIMIT ?2)";

    public static JournalTable Create(Database database, string id)
    {
        database.Execute($"""
            CREATE TABLE IF NOT EXISTS journal_{id} (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, content_type TEXT NOT NULL,
              size INTEGER NOT NULL, pieces INTEGER NOT NULL, complete INTEGER NOT NULL, time INTEGER NOT NULL)
            """);
        database.Execute($"CREATE INDEX IF NOT EXISTS journal_{id}_key ON journal_{id} (key, id)");
        database.Execute($"CREATE INDEX IF NOT EXISTS journal_{id}_time ON journal_{id} (time)");
        database.Execute($"""
            CREATE TABLE IF NOT EXISTS piece_{id} (entry INTEGER NOT NULL, number INTEGER NOT NULL, size INTEGER NOT NULL,
              compressed INTEGER NOT NULL, bytes BLOB NOT NULL, UNIQUE (entry, number))
            """);
        return new JournalTable(id);
    }

    public long Begin(Database database, string key, string contentType, DateTimeOffset now)
    {
        using var insert = database.Cached(begin);
        insert.Bind(1, key).Bind(2, contentType).Bind(3, now.UtcTicks).Run();
        return database.LastRowId;
    }

    public void Append(Database database, long entry, ReadOnlySpan<byte> bytes, bool complete)
    {
        using var insert = database.Cached(addPiece);
        insert.Bind(1, entry).Bind(2, NextPiece(database, entry)).Bind(3, bytes.Length);
        Bind(insert, bytes);
        insert.Run();
        using var update = database.Cached(grow);
        update.Bind(1, entry).Bind(2, bytes.Length).Bind(3, complete ? 1 : 0).Run();
    }

    public IReadOnlyList<JournalEntry> List(Database database, string key, long beforeId, int limit)
    {
        using var select = database.Cached(list);
        select.Bind(1, key).Bind(2, beforeId <= 0 ? long.MaxValue : beforeId).Bind(3, limit);
        var entries = new List<JournalEntry>();
        while (select.Step())
            entries.Add(new JournalEntry(select.Long(0), select.Text(1), select.Text(2), select.Long(3), select.Long(4) != 0, select.Time(5)));
        return entries;
    }

    /// <summary>Pieces that the entry has now; 0 where there is no such entry.</summary>
    public long Pieces(Database database, long entry)
    {
        using var select = database.Cached(head);
        select.Bind(1, entry);
        return select.Step() ? select.Long(0) : 0;
    }

    /// <summary>A piece as it came; null where it is gone.</summary>
    public byte[]? ReadPiece(Database database, long entry, long number)
    {
        using var select = database.Cached(piece);
        select.Bind(1, entry).Bind(2, number);
        if (!select.Step())
            return null;
        if (select.Long(1) == 0)
            return select.Blob(2).ToArray();
        var bytes = new byte[select.Long(0)];
        return BrotliDecoder.TryDecompress(select.Blob(2), bytes, out var length) && length == bytes.Length
            ? bytes
            : throw new InvalidDataException($"Piece {number} of entry {entry} in journal '{id}' is damaged.");
    }

    public int Prune(Database database, DateTimeOffset olderThan, int limit)
    {
        using var pieces = database.Cached(prunePieces);
        pieces.Bind(1, olderThan.UtcTicks).Bind(2, limit).Run();
        using var entries = database.Cached(prune);
        entries.Bind(1, olderThan.UtcTicks).Bind(2, limit).Run();
        return database.Changes;
    }

    /// <summary>Binds the bytes, compressed where that is smaller.</summary>
    private static void Bind(Statement insert, ReadOnlySpan<byte> bytes)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(bytes.Length);
        var smaller = buffer.AsSpan(0, bytes.Length);
        if (bytes.Length >= SmallestCompressed && BrotliEncoder.TryCompress(bytes, smaller, out var length, quality: 1, window: 18) && length < bytes.Length)
            insert.Bind(4, 1).Bind(5, smaller[..length]);
        else
            insert.Bind(4, 0).Bind(5, bytes);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private long NextPiece(Database database, long entry)
    {
        using var select = database.Cached(head);
        select.Bind(1, entry);
        if (!select.Step())
            throw new InvalidOperationException($"Journal '{id}' has no entry {entry}.");
        return select.Long(1) == 0 ? select.Long(0) : throw new InvalidOperationException($"Entry {entry} of journal '{id}' is complete.");
    }
}
