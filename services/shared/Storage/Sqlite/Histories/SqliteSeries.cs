using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Histories.Aggregates;
using FactoryTwin.Storage.Histories.Coding;

namespace FactoryTwin.Storage.Sqlite.Histories;

/// <summary>A series in the file and in memory.</summary>
/// <param name="database">Within one snapshot.</param>
/// <param name="series">The series' key.</param>
/// <param name="chunks">Its chunks.</param>
/// <param name="earlier">Rows of earlier programs.</param>
/// <param name="recent">Its rows that are in memory, as far as they are asked for.</param>
internal sealed class SqliteSeries(Database database, long series, ChunkTable chunks, EarlierRows earlier, Row[] recent) : ISeriesSource
{
    public IEnumerable<Row> Loose(long from, long to)
    {
        var first = RowOrder.LowerBound(recent, from);
        var inMemory = new ArraySegment<Row>(recent, first, Math.Max(first, RowOrder.LowerBound(recent, to)) - first);
        return earlier.Any ? RowOrder.Merge(earlier.Range(database, series, from, to), inMemory) : inMemory;
    }

    public Row? LastLoose(long before, QualityUse use)
    {
        Row? last = null;
        for (var i = RowOrder.LowerBound(recent, before) - 1; i >= 0 && last is null; i--)
        {
            if (use.Takes(recent[i].Quality))
                last = recent[i];
        }
        foreach (var row in earlier.Before(database, series, before).Where(row => use.Takes(row.Quality)))
            return last is { } other && other.Time > row.Time ? other : row;
        return last;
    }

    public IEnumerable<StoredChunk> Chunks(long from, long to, Func<ChunkHead, bool> decoded) =>
        chunks.From(database, series, from).TakeWhile(chunk => chunk.Head.Start < to);

    public IEnumerable<StoredChunk> ChunksBefore(long time) => chunks.Before(database, series, time);

    public Row[] Rows(StoredChunk chunk) => chunks.Rows(database, chunk);
}
