namespace FactoryTwin.Storage.Histories;

/// <summary>Rows of one series in memory, ordered by time, one a time. Appending at the end is the fast way.</summary>
internal sealed class RowRun
{
    private Row[] rows = [];

    public int Count { get; private set; }

    public ReadOnlySpan<Row> Rows => rows.AsSpan(0, Count);

    public Row Last => rows[Count - 1];

    /// <summary>Adds a row; false where one of its time is there, which stays.</summary>
    public bool TryAdd(Row row)
    {
        var at = Count == 0 || Last.Time < row.Time ? Count : RowOrder.LowerBound(Rows, row.Time);
        if (at < Count && rows[at].Time == row.Time)
            return false;
        if (Count == rows.Length)
            Array.Resize(ref rows, Math.Max(4, Count * 2));
        Array.Copy(rows, at, rows, at + 1, Count - at);
        rows[at] = row;
        Count++;
        return true;
    }

    public bool TryFind(long time, out Row row)
    {
        var at = RowOrder.LowerBound(Rows, time);
        var found = at < Count && rows[at].Time == time;
        row = found ? rows[at] : default;
        return found;
    }

    public void Remove(long time)
    {
        var at = RowOrder.LowerBound(Rows, time);
        if (at == Count || rows[at].Time != time)
            return;
        Array.Copy(rows, at + 1, rows, at, Count - at - 1);
        Count--;
    }

    /// <summary>Takes in all rows of another run, whose times are not here yet.</summary>
    public void Absorb(RowRun other)
    {
        if (Count + other.Count > rows.Length)
            Array.Resize(ref rows, Math.Max(Count * 2, Count + other.Count));
        // From the end: each row moves once, and none where the others are all newer.
        var (mine, theirs) = (Count - 1, other.Count - 1);
        for (var at = Count + other.Count - 1; theirs >= 0; at--)
            rows[at] = mine >= 0 && rows[mine].Time > other.rows[theirs].Time ? rows[mine--] : other.rows[theirs--];
        Count += other.Count;
    }

    /// <summary>Removes the rows of these times, which are ordered; returns how many were here. Gives large arrays back.</summary>
    public int RemoveAll(ReadOnlySpan<Row> removed)
    {
        var (kept, next) = (0, 0);
        for (var i = 0; i < Count; i++)
        {
            while (next < removed.Length && removed[next].Time < rows[i].Time)
                next++;
            if (next == removed.Length || removed[next].Time != rows[i].Time)
                rows[kept++] = rows[i];
        }
        var gone = Count - kept;
        Count = kept;
        if (rows.Length > 64 && Count < rows.Length / 8)
            Array.Resize(ref rows, Math.Max(4, Count));
        return gone;
    }

    public void Clear() => Count = 0;
}
