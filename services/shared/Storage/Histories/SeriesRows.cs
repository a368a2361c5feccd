namespace FactoryTwin.Storage.Histories;

/// <summary>The samples of a series in order, wherever they lie.</summary>
internal static class SeriesRows
{
    /// <summary>Samples of [start, end).</summary>
    public static IEnumerable<Row> Between(ISeriesSource source, long start, long end) =>
        RowOrder.Merge(Chunked(source, start, end), source.Loose(start, end));

    private static IEnumerable<Row> Chunked(ISeriesSource source, long start, long end)
    {
        foreach (var chunk in source.Chunks(start, end, static _ => true))
        {
            foreach (var row in source.Rows(chunk))
            {
                if (row.Time >= end)
                    yield break;
                if (row.Time >= start)
                    yield return row;
            }
        }
    }
}
