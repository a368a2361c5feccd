using FactoryTwin.Storage.Histories;

namespace FactoryTwin.Storage.Sqlite.Histories;

/// <summary>
/// Moves samples into chunks and prunes them, a bounded piece at a time. A piece is one transaction and may be repeated: after a crash
/// a sample is in a chunk or still among the arrivals, never in neither, and where it is in both it counts once.
/// </summary>
internal sealed class HistoryUpkeep(string id, HistoryMemory memory, ChunkTable chunks, ArrivalLog arrivals, EarlierRows earlier)
{
    /// <summary>What a piece answers when another's result is not committed yet: ask again.</summary>
    public const int Later = -1;

    private const int ArrivalsAtOnce = 2_000;
    private readonly string mark = $"UPDATE series_{id} SET flushed = ?2 WHERE id = ?1";
    private readonly ChunkWriter writer = new(chunks);
    private int cursor;
    private bool busy;

    /// <summary>Samples in no chunk: what compression has before it.</summary>
    public long Waiting => memory.TailCount;

    /// <summary>Whether rows of earlier programs have still to be moved.</summary>
    public bool HasEarlier => earlier.Any;

    /// <summary>Told of every merge that was committed.</summary>
    public Action<MergeResult>? Merged { get; set; }

    /// <summary>Compresses about <paramref name="limit"/> samples, series by series, and drops arrivals that are not needed any more; 0 when nothing is left to do.</summary>
    public int Compress(SqliteTransaction transaction, int limit)
    {
        if (!Begin(transaction))
            return Later;
        var done = 0;
        if (earlier.Any)
            done += MoveEarlier(transaction, limit);
        for (var looked = 0; looked < memory.All.Count && done < limit; looked++)
        {
            cursor = cursor + 1 < memory.All.Count ? cursor + 1 : 0;
            done += Flush(transaction, memory.All[cursor], limit - done);
        }
        return done + arrivals.Delete(transaction.Database, Needless(), ArrivalsAtOnce);
    }

    /// <summary>Deletes samples before a time, at most <paramref name="limit"/>, never a series' newest; returns how many.</summary>
    public int Prune(SqliteTransaction transaction, long olderThan, int limit)
    {
        if (!Begin(transaction))
            return Later;
        var removed = 0;
        foreach (var state in memory.All)
        {
            if (removed >= limit)
                break;
            if (state.Newest is { } newest)
                removed += Prune(transaction, state, Math.Min(olderThan, newest.Time), limit - removed);
        }
        return removed;
    }

    private bool Begin(SqliteTransaction transaction)
    {
        if (busy)
            return false;
        busy = true;
        transaction.OnCommit(() => busy = false);
        transaction.OnUndo(() => busy = false);
        return true;
    }

    /// <summary>Moves the oldest samples of a series out of memory.</summary>
    private int Flush(SqliteTransaction transaction, SeriesState state, int limit)
    {
        if (state.Tail.Count == 0)
            return 0;
        var rows = state.Tail.Rows[..Math.Min(limit, state.Tail.Count)].ToArray();
        Flushed(transaction, state, rows.AsMemory(0, Merge(transaction, state, rows)));
        return rows.Length;
    }

    /// <summary>Lets go of samples that are in chunks. A series without others is marked: a restart need not read its arrivals again.</summary>
    private void Flushed(SqliteTransaction transaction, SeriesState state, ReadOnlyMemory<Row> rows)
    {
        var (whole, last) = (rows.Length == state.Tail.Count, memory.LastArrival);
        if (whole)
        {
            using var update = transaction.Database.Cached(mark);
            update.Bind(1, state.Key).Bind(2, last).Run();
        }
        transaction.OnCommit(() =>
        {
            memory.Forget(state, rows.Span);
            if (whole)
                state.Flushed = last;
        });
    }

    private int Merge(SqliteTransaction transaction, SeriesState state, ReadOnlySpan<Row> rows)
    {
        Touch(transaction, state);
        var merged = writer.Merge(transaction.Database, state.Key, rows);
        transaction.OnCommit(() => Merged?.Invoke(merged));
        return merged.Rows;
    }

    private static void Touch(SqliteTransaction transaction, SeriesState state)
    {
        state.Cached = null;
        transaction.OnUndo(() => state.Cached = null);
    }

    /// <summary>Arrivals up to here have all their samples in chunks.</summary>
    private long Needless()
    {
        var least = memory.LastArrival;
        foreach (var state in memory.All)
        {
            if (state.Tail.Count > 0 && state.Flushed < least)
                least = state.Flushed;
        }
        return least;
    }

    private int MoveEarlier(SqliteTransaction transaction, int limit)
    {
        if (earlier.FirstSeries(transaction.Database) is not { } key)
        {
            transaction.OnCommit(earlier.Ended);
            return 0;
        }
        var rows = earlier.Take(transaction.Database, key, long.MaxValue, limit);
        var state = memory.All.Find(each => each.Key == key) ?? throw new InvalidDataException($"The history '{id}' holds samples of a series without a name.");
        for (var moved = 0; moved < rows.Count;)
            moved += Merge(transaction, state, rows.Rows[moved..]);
        return rows.Count;
    }

    private int Prune(SqliteTransaction transaction, SeriesState state, long before, int limit)
    {
        if (state.Tail.Count > 0 && state.Tail.Rows[0].Time < before)
            FlushWhole(transaction, state);
        var removed = 0;
        while (removed < limit && chunks.Oldest(transaction.Database, state.Key) is { } chunk && chunk.Head.Start < before)
            removed += Prune(transaction, state, chunk, before, limit - removed);
        return removed < limit && earlier.Any ? removed + earlier.Take(transaction.Database, state.Key, before, limit - removed).Count : removed;
    }

    private int Prune(SqliteTransaction transaction, SeriesState state, StoredChunk chunk, long before, int limit)
    {
        Touch(transaction, state);
        if (chunk.Head.End < before && chunk.Head.Count <= limit)
        {
            chunks.Delete(transaction.Database, state.Key, chunk);
            return chunk.Head.Count;
        }
        var rows = chunks.Rows(transaction.Database, chunk);
        var count = Math.Min(limit, RowOrder.LowerBound(rows, before));
        writer.Replace(transaction.Database, state.Key, chunk, rows[count..]);
        return count;
    }

    /// <summary>What is pruned must not come back from the arrivals: before it, the series is in chunks as a whole, and marked so.</summary>
    private void FlushWhole(SqliteTransaction transaction, SeriesState state)
    {
        var rows = state.Tail.Rows.ToArray();
        for (var moved = 0; moved < rows.Length;)
            moved += Merge(transaction, state, rows.AsSpan(moved));
        Flushed(transaction, state, rows);
    }
}
