using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Histories.Aggregates;
using FactoryTwin.Storage.Histories.Coding;
using Npgsql;

namespace FactoryTwin.Storage.Postgres.Histories;

/// <summary>A series in its tables, read page by page: few at first, since most questions are about little.</summary>
internal sealed class PostgresSeries(Snapshot snapshot, HistoryTables tables, int series) : ISeriesSource
{
    private const int FirstChunks = 16, MostChunks = 1024;
    private const int FirstRows = 256, MostRows = 8192;
    private readonly Dictionary<long, byte[]> fetched = [];

    public IEnumerable<Row> Loose(long from, long to)
    {
        for (var page = FirstRows; from < to; page = Math.Min(page * 4, MostRows))
        {
            var rows = new List<Row>();
            snapshot.Read(Pg.Sql($"SELECT time, value, quality FROM {tables.Rows} WHERE series = $1 AND time >= $2 AND time < $3 ORDER BY time LIMIT $4", series, from, to, (long)page),
                row => rows.Add(RowOf(row)));
            foreach (var row in rows)
                yield return row;
            if (rows.Count < page)
                yield break;
            from = rows[^1].Time + 1;
        }
    }

    public Row? LastLoose(long before, QualityUse use)
    {
        Row? last = null;
        var counted = use switch { QualityUse.All => "", QualityUse.Good => " AND quality = 1", _ => " AND quality IN (0, 1, 2)" };
        snapshot.Read(Pg.Sql($"SELECT time, value, quality FROM {tables.Rows} WHERE series = $1 AND time < $2{counted} ORDER BY time DESC LIMIT 1", series, before), row => last = RowOf(row));
        return last;
    }

    public IEnumerable<StoredChunk> Chunks(long from, long to, Func<ChunkHead, bool> decoded)
    {
        // The one that holds the time begins before it, in the same part.
        var part = tables.ChunkParts.At(from).From;
        for (var page = FirstChunks; ; page = Math.Min(page * 4, MostChunks))
        {
            var heads = new List<ChunkHead>();
            snapshot.Read(Pg.Sql($"""
                SELECT head FROM {tables.Chunks} WHERE series = $1 AND finish >= $2 AND start < $3 AND start >=
                  coalesce((SELECT start FROM {tables.Chunks} WHERE series = $1 AND start <= $2 AND start >= $4 ORDER BY start DESC LIMIT 1), $2)
                ORDER BY start LIMIT $5
                """, series, from, to, part, (long)page), row => heads.Add(HeadOf(row)));
            Fetch(heads.FindAll(head => decoded(head)));
            foreach (var head in heads)
                yield return new StoredChunk(head, head.Start);
            if (heads.Count < page || heads[^1].End == long.MaxValue)
                yield break;
            (from, part) = (heads[^1].End + 1, heads[^1].End + 1);
        }
    }

    public IEnumerable<StoredChunk> ChunksBefore(long time)
    {
        for (var page = 1; ; page = Math.Min(page * 8, MostChunks))
        {
            var heads = new List<ChunkHead>();
            snapshot.Read(Pg.Sql($"SELECT head FROM {tables.Chunks} WHERE series = $1 AND start < $2 ORDER BY start DESC LIMIT $3", series, time, (long)page), row => heads.Add(HeadOf(row)));
            foreach (var head in heads)
                yield return new StoredChunk(head, head.Start);
            if (heads.Count < page)
                yield break;
            time = heads[^1].Start;
        }
    }

    public Row[] Rows(StoredChunk chunk)
    {
        if (!fetched.ContainsKey(chunk.Head.Start))
            Fetch([chunk.Head]);
        return fetched.Remove(chunk.Head.Start, out var bytes) ? ChunkCodec.Decode(bytes) : throw ByteSource.Damaged();
    }

    /// <summary>Gets the bytes of chunks, all in one message.</summary>
    private void Fetch(List<ChunkHead> heads)
    {
        if (heads.Count == 0)
            return;
        fetched.Clear();
        snapshot.Read(Pg.Sql($"SELECT start, bytes FROM {tables.Chunks} WHERE series = $1 AND start >= $2 AND start <= $3 AND start = ANY ($4)",
            series, heads[0].Start, heads[^1].Start, heads.ConvertAll(head => head.Start).ToArray()), row => fetched.Add(row.GetInt64(0), row.GetFieldValue<byte[]>(1)));
    }

    private static Row RowOf(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetDouble(1), row.GetInt32(2));

    private static ChunkHead HeadOf(NpgsqlDataReader row) => ChunkHead.From(row.GetFieldValue<byte[]>(0));
}
