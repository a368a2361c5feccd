using FactoryTwin.Storage.Histories;

namespace FactoryTwin.Storage.Sqlite.Histories;

/// <summary>
/// The rows of files that were written before there were chunks: one row a sample. They are read where they are until upkeep has moved
/// them into chunks; the empty table stays for programs of that time.
/// </summary>
internal sealed class EarlierRows(string id)
{
    private readonly string stored = $"SELECT time, value, quality FROM history_{id} WHERE series = ?1 AND time = ?2";
    private readonly string range = $"SELECT time, value, quality FROM history_{id} WHERE series = ?1 AND time >= ?2 AND time < ?3 ORDER BY time";
    private readonly string back = $"SELECT time, value, quality FROM history_{id} WHERE series = ?1 AND time < ?2 ORDER BY time DESC";
    private readonly string newest = $"SELECT time, value, quality FROM history_{id} WHERE series = ?1 ORDER BY time DESC LIMIT 1";
    private readonly string first = $"SELECT series FROM history_{id} ORDER BY series LIMIT 1";
    private readonly string oldest = $"SELECT time, value, quality FROM history_{id} WHERE series = ?1 AND time < ?2 ORDER BY time LIMIT ?3";
    private readonly string delete = $"DELETE FROM history_{id} WHERE series = ?1 AND time <= ?2";
    private volatile bool any;

    /// <summary>False once there are no such rows: then they cost nothing.</summary>
    public bool Any => any;

    public static EarlierRows Open(Database database, string id)
    {
        var rows = new EarlierRows(id);
        using var exists = database.Once("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1");
        exists.Bind(1, $"history_{id}");
        rows.any = exists.Step() && rows.FirstSeries(database) is not null;
        return rows;
    }

    /// <summary>Told when the commit that moved the last row is done.</summary>
    public void Ended() => any = false;

    public Row? Find(Database database, long series, long time)
    {
        using var row = database.Cached(stored);
        row.Bind(1, series).Bind(2, time);
        return row.Step() ? Read(row) : null;
    }

    public IEnumerable<Row> Range(Database database, long series, long start, long end)
    {
        if (!any)
            yield break;
        using var row = database.Cached(range);
        row.Bind(1, series).Bind(2, start).Bind(3, end);
        while (row.Step())
            yield return Read(row);
    }

    public IEnumerable<Row> Before(Database database, long series, long time)
    {
        if (!any)
            yield break;
        using var row = database.Cached(back);
        row.Bind(1, series).Bind(2, time);
        while (row.Step())
            yield return Read(row);
    }

    public Row? Newest(Database database, long series)
    {
        using var row = database.Cached(newest);
        row.Bind(1, series);
        return row.Step() ? Read(row) : null;
    }

    public long? FirstSeries(Database database)
    {
        using var row = database.Cached(first);
        return row.Step() ? row.Long(0) : null;
    }

    /// <summary>Takes the oldest rows of a series before a time out of the table.</summary>
    public RowRun Take(Database database, long series, long before, int limit)
    {
        var taken = new RowRun();
        using (var row = database.Cached(oldest))
        {
            row.Bind(1, series).Bind(2, before).Bind(3, limit);
            while (row.Step())
                taken.TryAdd(Read(row));
        }
        if (taken.Count == 0)
            return taken;
        using var remove = database.Cached(delete);
        remove.Bind(1, series).Bind(2, taken.Last.Time).Run();
        return taken;
    }

    private static Row Read(Statement row) => new(row.Long(0), BitConverter.Int64BitsToDouble(row.Long(1)), (int)row.Long(2));
}
