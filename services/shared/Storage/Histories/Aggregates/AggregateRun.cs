namespace FactoryTwin.Storage.Histories.Aggregates;

/// <summary>
/// Aggregates of one series. A chunk is decoded only where a border of an interval lies in it, its samples are of several qualities, or
/// loose samples fall into its time.
/// </summary>
internal sealed class AggregateRun(ISeriesSource source, AggregateQuery query, CancellationToken cancellationToken)
{
    private readonly AggregateFold fold = new(query);

    public IReadOnlyList<Aggregate> Run()
    {
        var from = LastCounted()?.Time ?? query.Start.UtcTicks;
        using var loose = source.Loose(from, long.MaxValue).GetEnumerator();
        var more = loose.MoveNext();
        foreach (var chunk in source.Chunks(from, long.MaxValue, head => head.Start < from || !fold.Takes(head)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (; more && loose.Current.Time < chunk.Head.Start && !fold.IsDone; more = loose.MoveNext())
                fold.Add(loose.Current);
            if (fold.IsDone)
                break;
            var alone = !more || loose.Current.Time > chunk.Head.End;
            if (alone && chunk.Head.Start >= from && fold.Takes(chunk.Head))
            {
                fold.Add(chunk.Head);
                continue;
            }
            foreach (var row in source.Rows(chunk))
            {
                for (; more && loose.Current.Time < row.Time; more = loose.MoveNext())
                    Feed(loose.Current);
                if (more && loose.Current.Time == row.Time)
                    more = loose.MoveNext();
                if (row.Time >= from)
                    Feed(row);
            }
            if (fold.IsDone)
                break;
        }
        for (; more && !fold.IsDone; more = loose.MoveNext())
            fold.Add(loose.Current);
        return fold.Finish();
    }

    private void Feed(Row row)
    {
        if (!fold.IsDone)
            fold.Add(row);
    }

    /// <summary>The last sample before the range that counts: the line to the first in the range begins there.</summary>
    private Row? LastCounted()
    {
        var start = query.Start.UtcTicks;
        var loose = source.LastLoose(start, query.Use);
        foreach (var row in source.ChunksBefore(start).SelectMany(Backwards))
            return loose is { } last && last.Time > row.Time ? last : row;
        return loose;
    }

    private IEnumerable<Row> Backwards(StoredChunk chunk)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var head = chunk.Head;
        var start = query.Start.UtcTicks;
        if (head.Quality >= 0 && !query.Use.Takes(head.Quality))
            return [];
        if (head.End < start && query.Use.Takes(head.LastQuality))
            return [head.LastRow];
        return source.Rows(chunk).Reverse().Where(row => row.Time < start && query.Use.Takes(row.Quality));
    }
}
