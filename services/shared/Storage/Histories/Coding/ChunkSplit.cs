namespace FactoryTwin.Storage.Histories.Coding;

/// <summary>Into how large chunks rows are cut.</summary>
public static class ChunkSplit
{
    /// <summary>Samples of a full chunk.</summary>
    public const int Full = 1024;

    /// <summary>A chunk of fewer samples at the end of a series takes in the next ones.</summary>
    public const int Open = Full / 2;

    /// <summary>Whether rows from a time on go into the chunk that begins last before it, rather than into a new one behind it.</summary>
    public static bool Joins(ChunkHead chunk, long time) => chunk.End >= time || chunk.Count < Open;

    /// <summary>
    /// Pieces of at most <see cref="Full"/> rows: full ones and a rest that later samples may fill, or, where others follow
    /// (<paramref name="between"/>) and nothing will fill a rest, pieces of equal size.
    /// </summary>
    public static IEnumerable<Row[]> Split(Row[] rows, bool between)
    {
        var pieces = ((rows.Length - 1) / Full) + 1;
        var size = between ? ((rows.Length - 1) / pieces) + 1 : Full;
        return rows.Chunk(size);
    }
}
