using System.Globalization;
using System.IO.Compression;

namespace FactoryTwin.Storage.Postgres;

/// <summary>Raw bytes in pieces. A piece that Brotli makes smaller is stored so; readers see what came.</summary>
internal sealed class JournalTable
{
    private const int SmallestCompressed = 128;
    private readonly string id;
    private readonly string entries;
    private readonly string pieces;

    private JournalTable(string id) => (this.id, entries, pieces) = (id, $"journal_{id}", $"piece_{id}");

    public static JournalTable Create(WriterSession session, string id)
    {
        var table = new JournalTable(id);
        session.Defer(Pg.Sql($"""
            CREATE TABLE IF NOT EXISTS {table.entries} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text COLLATE "C" NOT NULL, content_type text NOT NULL,
              size bigint NOT NULL, pieces bigint NOT NULL, complete boolean NOT NULL, time bigint NOT NULL)
            """));
        session.Defer(Pg.Sql($"CREATE INDEX IF NOT EXISTS {table.entries}_key ON {table.entries} (left(key, {DocumentIndex.KeyLength}), id)"));
        session.Defer(Pg.Sql($"CREATE INDEX IF NOT EXISTS {table.entries}_time ON {table.entries} (time, id)"));
        // Stored as it is: what can be made smaller already was.
        session.Defer(Pg.Sql($"""
            CREATE TABLE IF NOT EXISTS {table.pieces} (entry bigint NOT NULL, number bigint NOT NULL, size integer NOT NULL, compressed boolean NOT NULL,
              bytes bytea NOT NULL, PRIMARY KEY (entry, number))
            """));
        session.Defer(Pg.Sql($"ALTER TABLE {table.pieces} ALTER COLUMN bytes SET STORAGE EXTERNAL"));
        return table;
    }

    public long Begin(WriterSession session, string key, string contentType, DateTimeOffset now)
    {
        var entry = 0L;
        session.Change(
            Pg.Sql($"INSERT INTO {entries} (key, content_type, size, pieces, complete, time) VALUES ($1, $2, 0, 0, false, $3) RETURNING id", key, contentType, now.UtcTicks),
            row => entry = row.Read() ? row.GetInt64(0) : 0);
        session.Memory.Set(entries, Key(entry), new Head(0, Complete: false));
        return entry;
    }

    public void Append(WriterSession session, long entry, ReadOnlyMemory<byte> bytes, bool complete)
    {
        var number = HeadOf(session, entry) switch
        {
            null => throw new InvalidOperationException($"Journal '{id}' has no entry {entry}."),
            { Complete: true } => throw new InvalidOperationException($"Entry {entry} of journal '{id}' is complete."),
            var head => head.Pieces,
        };
        var (stored, compressed) = Smaller(bytes);
        session.Defer(Pg.Sql($"INSERT INTO {pieces} VALUES ($1, $2, $3, $4, $5)", entry, number, bytes.Length, compressed, stored));
        session.Defer(Pg.Sql($"UPDATE {entries} SET size = size + $2, pieces = pieces + 1, complete = $3 WHERE id = $1", entry, (long)bytes.Length, complete));
        session.Memory.Set(entries, Key(entry), new Head(number + 1, complete));
    }

    public async ValueTask<IReadOnlyList<JournalEntry>> ListAsync(Readers readers, string key, long beforeId, int limit, CancellationToken cancellationToken)
    {
        var select = Pg.Sql($"""
            SELECT id, key, content_type, size, complete, time FROM {entries}
            WHERE left(key, {DocumentIndex.KeyLength}) = left($1, {DocumentIndex.KeyLength}) AND key = $1 AND id < $2 ORDER BY id DESC LIMIT $3
            """, key, beforeId <= 0 ? long.MaxValue : beforeId, (long)limit);
        var list = new List<JournalEntry>();
        await readers.ReadAsync(select, row => list.Add(new JournalEntry(row.GetInt64(0), row.Text(1), row.Text(2), row.GetInt64(3), row.GetBoolean(4), row.Time(5))), cancellationToken);
        return list;
    }

    /// <summary>Pieces that the entry has now; 0 where there is no such entry.</summary>
    public async ValueTask<long> PiecesAsync(Readers readers, long entry, CancellationToken cancellationToken)
    {
        var count = 0L;
        await readers.ReadAsync(Pg.Sql($"SELECT pieces FROM {entries} WHERE id = $1", entry), row => count = row.GetInt64(0), cancellationToken);
        return count;
    }

    /// <summary>A piece as it came; null where it is gone.</summary>
    public async ValueTask<byte[]?> ReadPieceAsync(Readers readers, long entry, long number, CancellationToken cancellationToken)
    {
        byte[]? bytes = null;
        await readers.ReadAsync(
            Pg.Sql($"SELECT size, compressed, bytes FROM {pieces} WHERE entry = $1 AND number = $2", entry, number),
            row => bytes = row.GetBoolean(1) ? Larger(row.GetFieldValue<byte[]>(2), row.GetInt32(0), entry, number) : row.GetFieldValue<byte[]>(2), cancellationToken);
        return bytes;
    }

    public int Prune(WriterSession session, DateTimeOffset olderThan, int limit)
    {
        var removed = 0;
        session.Change(Pg.Sql($"""
            WITH old AS (SELECT id FROM {entries} WHERE time < $1 ORDER BY time, id LIMIT $2),
              gone AS (DELETE FROM {pieces} WHERE entry IN (SELECT id FROM old)),
              heads AS (DELETE FROM {entries} WHERE id IN (SELECT id FROM old) RETURNING id)
            SELECT count(*) FROM heads
            """, olderThan.UtcTicks, (long)limit), row => removed = row.Read() ? (int)row.GetInt64(0) : 0);
        if (removed > 0)
            session.ForgetContents();
        return removed;
    }

    private static (ReadOnlyMemory<byte> Bytes, bool Compressed) Smaller(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < SmallestCompressed)
            return (bytes, false);
        var smaller = new byte[bytes.Length];
        return BrotliEncoder.TryCompress(bytes.Span, smaller, out var length, quality: 1, window: 18) && length < bytes.Length ? (smaller.AsMemory(0, length), true) : (bytes, false);
    }

    private byte[] Larger(byte[] stored, int size, long entry, long number)
    {
        var bytes = new byte[size];
        return BrotliDecoder.TryDecompress(stored, bytes, out var length) && length == size
            ? bytes
            : throw new InvalidDataException($"Piece {number} of entry {entry} in journal '{id}' is damaged.");
    }

    private Head? HeadOf(WriterSession session, long entry)
    {
        session.EnsureBegun();
        if (session.Memory.TryGet(entries, Key(entry), out var known))
            return (Head?)known;
        Head? head = null;
        session.Query(Pg.Sql($"SELECT pieces, complete FROM {entries} WHERE id = $1", entry), row => head = row.Read() ? new Head(row.GetInt64(0), row.GetBoolean(1)) : null);
        session.Memory.Set(entries, Key(entry), head);
        return head;
    }

    private static string Key(long entry) => entry.ToString(CultureInfo.InvariantCulture);

    private sealed record Head(long Pieces, bool Complete);
}
