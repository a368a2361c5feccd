using FactoryTwin.Storage.Histories;

namespace FactoryTwin.Storage.Postgres.Histories;

/// <summary>
/// Deletes old samples: whole tables first, where all in them is old and none of it is its series' newest; then what is old goes into
/// chunks, and chunks from the oldest on.
/// </summary>
internal sealed class HistoryPruning(HistoryTables tables, HistoryMerge merge)
{
    private const int ChunksAtOnce = 1000;

    /// <summary>
    /// Deletes at most <paramref name="limit"/>. A table counts as much as the limit leaves, so that the answer never is less than the
    /// limit while something is left.
    /// </summary>
    public int Run(WriterSession session, long olderThan, int limit)
    {
        var removed = DropWhole(session, olderThan, limit);
        for (var merged = 1; merged > 0 && removed < limit;)
        {
            merged = merge.Run(session, limit, olderThan);
            while (removed < limit && PruneChunks(session, olderThan, limit - removed) is > 0 and var pruned)
                removed += pruned;
        }
        return removed;
    }

    private int DropWhole(WriterSession session, long olderThan, int limit)
    {
        var removed = 0;
        var parts = tables.RowParts.All(session).Select(part => (Part: part, Count: "1")).Concat(tables.ChunkParts.All(session).Select(part => (Part: part, Count: "count")));
        foreach (var time in parts.Where(each => each.Part.IsBounded && each.Part.To <= olderThan).GroupBy(each => each.Part.From).OrderBy(group => group.Key))
        {
            if (removed >= limit)
                return limit;
            if (HoldsNewest(session, time.First().Part))
                continue;
            foreach (var (part, count) in time)
            {
                session.Query(Pg.Sql($"SELECT coalesce(sum(n), 0) FROM (SELECT {count}::bigint AS n FROM {part.Name} LIMIT $1) part", Math.Max(1, limit - removed) + 1L),
                    row => removed += row.Read() ? (int)Math.Min(row.GetDecimal(0), limit) : 0);
                session.Change(Pg.Sql($"DROP TABLE {part.Name}"));
            }
            tables.Forget();
            session.ForgetContents();
        }
        return Math.Min(removed, limit);
    }

    private bool HoldsNewest(WriterSession session, Partition part)
    {
        var found = true;
        session.Query(Pg.Sql($"""
            SELECT EXISTS (SELECT 1 FROM {tables.Series} s CROSS JOIN LATERAL (SELECT {tables.NewestTime("s.id")} AS time) newest
              WHERE newest.time >= $1 AND newest.time < $2)
            """, part.From, part.To), row => found = !row.Read() || row.GetBoolean(0));
        return found;
    }

    private int PruneChunks(WriterSession session, long olderThan, int limit)
    {
        var old = new List<OldChunk>();
        session.Query(Pg.Sql($"""
            SELECT s.id, o.start, o.finish, o.count, least(newest.time, $1) FROM {tables.Series} s
            CROSS JOIN LATERAL (SELECT {tables.NewestTime("s.id")} AS time) newest
            CROSS JOIN LATERAL (SELECT start, finish, count FROM {tables.Chunks} WHERE series = s.id AND start < least(newest.time, $1) ORDER BY start LIMIT $2) o
            LIMIT $2
            """, olderThan, (long)Math.Min(limit, ChunksAtOnce)), row =>
        {
            while (row.Read())
                old.Add(new OldChunk(row.GetInt32(0), row.GetInt64(1), row.GetInt64(2), row.GetInt32(3), row.GetInt64(4)));
        });
        var removed = 0;
        foreach (var part in old.GroupBy(chunk => tables.ChunkParts.At(chunk.Start)).OrderBy(group => group.Key.From))
        {
            var chunks = new ChunkStore(session, part.Key.Name);
            var (gone, left) = (new List<(int, long)>(), new List<(int, Row[])>());
            foreach (var chunk in part.TakeWhile(_ => removed < limit))
            {
                gone.Add((chunk.Series, chunk.Start));
                var count = chunk.Count;
                if (chunk.Finish >= chunk.Before || count > limit - removed)
                {
                    var rows = chunks.Rows([gone[^1]])[gone[^1]];
                    count = Math.Min(limit - removed, RowOrder.LowerBound(rows, chunk.Before));
                    left.Add((chunk.Series, rows[count..]));
                }
                removed += count;
            }
            chunks.Delete(gone);
            chunks.Add(left);
        }
        return removed;
    }

    private sealed record OldChunk(int Series, long Start, long Finish, int Count, long Before);
}
