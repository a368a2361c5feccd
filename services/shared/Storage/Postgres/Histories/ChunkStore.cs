using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Histories.Coding;

namespace FactoryTwin.Storage.Postgres.Histories;

/// <summary>Chunks of one part, read and written many at a time by the writer.</summary>
internal sealed class ChunkStore(WriterSession session, string part)
{
    /// <summary>Heads that are looked at for one series: where there are this many, more may follow.</summary>
    public const int MostHeads = 66;

    /// <summary>Of each series the chunk that begins last before its first row, and those that begin after it, in order.</summary>
    public Dictionary<int, List<ChunkHead>> HeadsAround(List<(int Series, Row[] Rows)> rows)
    {
        var heads = rows.ToDictionary(each => each.Series, _ => new List<ChunkHead>());
        session.Query(Pg.Sql($"""
            SELECT r.series, c.head FROM unnest($1, $2) AS r (series, first)
            CROSS JOIN LATERAL (
              (SELECT start, head FROM {part} WHERE series = r.series AND start <= r.first ORDER BY start DESC LIMIT 1)
              UNION ALL
              (SELECT start, head FROM {part} WHERE series = r.series AND start > r.first ORDER BY start LIMIT {MostHeads - 1})) c
            ORDER BY r.series, c.start
            """, rows.ConvertAll(each => each.Series).ToArray(), rows.ConvertAll(each => each.Rows[0].Time).ToArray()), row =>
        {
            while (row.Read())
                heads[row.GetInt32(0)].Add(ChunkHead.From(row.GetFieldValue<byte[]>(1)));
        });
        return heads;
    }

    /// <summary>Merges groups of rows into their chunks; returns the bytes written.</summary>
    public long Write(List<MergeGroup> groups)
    {
        var joined = groups.FindAll(group => group.Joined is not null);
        var stored = Rows(joined.ConvertAll(group => (group.Series, group.Joined!.Value.Start)));
        Delete([.. stored.Keys]);
        var pieces = new List<(int, Row[])>();
        foreach (var group in groups)
        {
            var rows = group.Joined is { } head ? [.. RowOrder.Merge(stored[(group.Series, head.Start)], group.Rows)] : group.Rows;
            pieces.AddRange(ChunkSplit.Split(rows, group.Between).Select(piece => (group.Series, piece)));
        }
        return Add(pieces);
    }

    public Dictionary<(int Series, long Start), Row[]> Rows(List<(int Series, long Start)> chunks)
    {
        var rows = new Dictionary<(int, long), Row[]>(chunks.Count);
        if (chunks.Count == 0)
            return rows;
        session.Query(Pg.Sql($"SELECT c.series, c.start, c.bytes FROM unnest($1, $2) AS w (series, start) JOIN {part} c ON c.series = w.series AND c.start = w.start",
            chunks.ConvertAll(chunk => chunk.Series).ToArray(), chunks.ConvertAll(chunk => chunk.Start).ToArray()), row =>
        {
            while (row.Read())
                rows.Add((row.GetInt32(0), row.GetInt64(1)), ChunkCodec.Decode(row.GetFieldValue<byte[]>(2)));
        });
        return rows;
    }

    public void Delete(List<(int Series, long Start)> chunks)
    {
        if (chunks.Count > 0)
        {
            session.Defer(Pg.Sql($"DELETE FROM {part} c USING unnest($1, $2) AS w (series, start) WHERE c.series = w.series AND c.start = w.start",
                chunks.ConvertAll(chunk => chunk.Series).ToArray(), chunks.ConvertAll(chunk => chunk.Start).ToArray()));
        }
    }

    public long Add(List<(int Series, Row[] Rows)> chunks)
    {
        var bytes = chunks.ConvertAll(chunk => ChunkCodec.Encode(chunk.Rows)).ToArray();
        var heads = chunks.ConvertAll(chunk => ChunkHead.Of(chunk.Rows));
        if (heads.Count > 0)
        {
            session.Defer(Pg.Sql($"INSERT INTO {part} (series, start, finish, count, head, bytes) SELECT * FROM unnest($1, $2, $3, $4, $5, $6)",
                chunks.ConvertAll(chunk => chunk.Series).ToArray(), heads.ConvertAll(head => head.Start).ToArray(), heads.ConvertAll(head => head.End).ToArray(),
                heads.ConvertAll(head => head.Count).ToArray(), heads.ConvertAll(head => head.ToBytes()).ToArray(), bytes));
        }
        return bytes.Sum(each => (long)each.Length + ChunkHead.Size);
    }
}
