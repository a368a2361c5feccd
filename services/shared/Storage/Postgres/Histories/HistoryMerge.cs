using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Histories.Coding;

namespace FactoryTwin.Storage.Postgres.Histories;

/// <summary>
/// Moves rows into the chunks of their series, a bounded piece in one transaction: after it each sample is in a chunk or a row, never in
/// both or neither. The oldest part first, which is dropped when it is empty.
/// </summary>
internal sealed class HistoryMerge(HistoryTables tables)
{
    private const int MostRows = 1 << 16;
    private const int MostRewritten = 512;
    private Cursor cursor;

    /// <summary>Told of the samples and bytes of each piece.</summary>
    public Action<int, long>? Merged { get; set; }

    /// <summary>Moves about <paramref name="limit"/> samples that are older than a time; how many, 0 where none is left.</summary>
    public int Run(WriterSession session, int limit, long before = long.MaxValue)
    {
        var parts = tables.RowParts.All(session);
        for (var i = 0; i < parts.Count && parts[i].From < before; i++)
        {
            var rows = Take(session, parts[i], Math.Min(limit, MostRows), before);
            if (rows.Count > 0)
                return Merge(session, parts[i], rows);
            if (i < parts.Count - 1 && before >= parts[i].To)
                Drop(session, parts[i]);
        }
        return 0;
    }

    private void Drop(WriterSession session, Partition part)
    {
        session.Change(Pg.Sql($"DROP TABLE {part.Name}"));
        tables.Forget();
        session.ForgetContents();
    }

    /// <summary>The next rows of a part by series, from where the last piece ended, and from the beginning again after its end.</summary>
    private List<(int Series, Row[] Rows)> Take(WriterSession session, Partition part, int limit, long before)
    {
        if (cursor.Part != part.Name)
            cursor = new Cursor(part.Name, int.MinValue, long.MinValue);
        var rows = Read(session, part, limit, before);
        if (rows.Count == 0 && cursor.Series != int.MinValue)
        {
            cursor = new Cursor(part.Name, int.MinValue, long.MinValue);
            rows = Read(session, part, limit, before);
        }
        if (rows.Count > 0)
            cursor = new Cursor(part.Name, rows[^1].Series, rows[^1].Rows[^1].Time);
        return rows;
    }

    private List<(int Series, Row[] Rows)> Read(WriterSession session, Partition part, int limit, long before)
    {
        var groups = new List<(int, Row[])>();
        var (series, rows) = (0, new List<Row>());
        session.Query(Pg.Sql(
            $"SELECT series, time, value, quality FROM {part.Name} WHERE (series, time) > ($1, $2) AND time < $3 ORDER BY series, time LIMIT $4",
            cursor.Series, cursor.Time, before, (long)limit), row =>
        {
            while (row.Read())
            {
                if (row.GetInt32(0) != series)
                    End();
                series = row.GetInt32(0);
                rows.Add(new Row(row.GetInt64(1), row.GetDouble(2), row.GetInt32(3)));
            }
        });
        End();
        return groups;

        void End()
        {
            if (rows.Count > 0)
                groups.Add((series, [.. rows]));
            rows.Clear();
        }
    }

    private int Merge(WriterSession session, Partition part, List<(int Series, Row[] Rows)> waiting)
    {
        var chunks = new ChunkStore(session, tables.ChunkParts.For(session, waiting[0].Rows[0].Time));
        var heads = chunks.HeadsAround(waiting);
        var groups = new List<MergeGroup>();
        var (moved, rewritten) = (new List<(int Series, long First, long Last)>(), 0);
        var count = 0;
        foreach (var (series, rows) in waiting)
        {
            var taken = 0;
            foreach (var group in MergeGroup.Plan(series, rows, heads[series]))
            {
                if (rewritten > MostRewritten)
                    break;
                rewritten += group.Joined is null ? 0 : 1;
                groups.Add(group);
                taken += group.Rows.Length;
            }
            if (taken > 0)
                moved.Add((series, rows[0].Time, rows[taken - 1].Time));
            count += taken;
        }
        var bytes = chunks.Write(groups);
        session.Defer(Pg.Sql($"""
            DELETE FROM {part.Name} h USING unnest($1, $2, $3) AS m (series, first, last) WHERE h.series = m.series AND h.time >= m.first AND h.time <= m.last
            """, moved.ConvertAll(m => m.Series).ToArray(), moved.ConvertAll(m => m.First).ToArray(), moved.ConvertAll(m => m.Last).ToArray()));
        Merged?.Invoke(count, bytes);
        return count;
    }

    private readonly record struct Cursor(string Part, int Series, long Time);
}

/// <summary>Rows of a series that go into one chunk that is there, or into new ones between two.</summary>
/// <param name="Series">The series' key.</param>
/// <param name="Joined">The chunk that takes them in; null: new ones.</param>
/// <param name="Rows">In order.</param>
/// <param name="Between">Whether chunks follow, so that nothing will fill up the last of these.</param>
internal sealed record MergeGroup(int Series, ChunkHead? Joined, Row[] Rows, bool Between)
{
    /// <summary>Cuts rows at the chunks among which they fall. Rows beyond the heads that are known are left out.</summary>
    public static IEnumerable<MergeGroup> Plan(int series, Row[] rows, IReadOnlyList<ChunkHead> heads)
    {
        var next = 0;
        for (var at = 0; at < rows.Length;)
        {
            while (next < heads.Count && heads[next].Start <= rows[at].Time)
                next++;
            var isLast = next == heads.Count;
            if (isLast && heads.Count == ChunkStore.MostHeads)
                yield break;
            var end = isLast ? rows.Length : RowOrder.LowerBound(rows, heads[next].Start);
            var joined = next > 0 && ChunkSplit.Joins(heads[next - 1], rows[at].Time) ? heads[next - 1] : (ChunkHead?)null;
            yield return new MergeGroup(series, joined, rows[at..end], Between: !isLast);
            at = end;
        }
    }
}
