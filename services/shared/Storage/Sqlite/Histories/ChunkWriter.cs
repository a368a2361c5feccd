using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Histories.Coding;

namespace FactoryTwin.Storage.Sqlite.Histories;

/// <summary>
/// Merges rows into the chunks of a series. Rows that a chunk holds already change nothing, so that a merge may be repeated. A merge
/// touches a bounded number of chunks; the rest is left for the next.
/// </summary>
internal sealed class ChunkWriter(ChunkTable chunks)
{
    private const int MostChunks = 64;

    /// <summary>Merges the first rows; returns how many of them are in chunks now.</summary>
    public MergeResult Merge(Database database, long series, ReadOnlySpan<Row> rows)
    {
        var result = default(MergeResult);
        while (result.Rows < rows.Length && result.Chunks < MostChunks)
            result += MergeOne(database, series, rows[result.Rows..]);
        return result;
    }

    /// <summary>Replaces a chunk by what is left of it.</summary>
    public void Replace(Database database, long series, StoredChunk chunk, Row[] rows)
    {
        chunks.Delete(database, series, chunk);
        chunks.Add(database, series, rows);
    }

    private MergeResult MergeOne(Database database, long series, ReadOnlySpan<Row> rows)
    {
        var next = chunks.NextStart(database, series, rows[0].Time);
        var group = rows[..Math.Min(RowOrder.LowerBound(rows, next), MostChunks * ChunkSplit.Full)];
        if (chunks.At(database, series, rows[0].Time) is not { } chunk || !ChunkSplit.Joins(chunk.Head, rows[0].Time))
            return Write(database, series, group.ToArray(), group.Length, next);
        var stored = chunks.Rows(database, chunk);
        var merged = RowOrder.Merge(stored, group.ToArray()).ToArray();
        if (merged.Length == stored.Length)
            return new MergeResult(group.Length, 1, 0);
        chunks.Delete(database, series, chunk);
        return Write(database, series, merged, group.Length, next);
    }

    private MergeResult Write(Database database, long series, Row[] rows, int taken, long next)
    {
        var result = new MergeResult(taken, 0, 0);
        foreach (var piece in ChunkSplit.Split(rows, between: next != long.MaxValue))
            result += new MergeResult(0, 1, chunks.Add(database, series, piece));
        return result;
    }
}

/// <summary>What a merge did.</summary>
/// <param name="Rows">Rows that are in chunks now.</param>
/// <param name="Chunks">Chunks read or written.</param>
/// <param name="Bytes">Bytes of the chunks written.</param>
internal readonly record struct MergeResult(int Rows, int Chunks, long Bytes)
{
    public static MergeResult operator +(MergeResult a, MergeResult b) => new(a.Rows + b.Rows, a.Chunks + b.Chunks, a.Bytes + b.Bytes);
}
