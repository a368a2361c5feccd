using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Histories.Aggregates;

namespace FactoryTwin.Storage.Sqlite.Histories;

/// <summary>
/// Aggregates of one series. A chunk is decoded only where a border of an interval lies in it, its samples are of several qualities, or
/// samples outside the chunks fall into its time.
/// </summary>
/// <param name="database">Within one snapshot.</param>
/// <param name="series">The series' key.</param>
/// <param name="chunks">Its chunks.</param>
/// <param name="earlier">Rows of earlier programs.</param>
/// <param name="recent">All its rows that are in memory.</param>
/// <param name="cancellationToken">Ends the run.</param>
internal sealed class AggregateRun(
    Database database, long series, ChunkTable chunks, EarlierRows earlier, Row[] recent, CancellationToken cancellationToken)
{
    public IReadOnlyList<Aggregate> Run(AggregateQuery query)
    {
        var fold = new AggregateFold(query);
        var start = query.Start.UtcTicks;
        var from = LastCounted(query.Use, start)?.Time ?? start;
        using var loose = RowOrder.Merge(earlier.Range(database, series, from, long.MaxValue), recent.SkipWhile(row => row.Time < from)).GetEnumerator();
        var more = loose.MoveNext();
        foreach (var chunk in chunks.From(database, series, from))
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
            foreach (var row in chunks.Rows(database, chunk))
            {
                for (; more && loose.Current.Time < row.Time; more = loose.MoveNext())
                    Feed(fold, loose.Current);
                if (more && loose.Current.Time == row.Time)
                    more = loose.MoveNext();
                if (row.Time >= from)
                    Feed(fold, row);
            }
            if (fold.IsDone)
                break;
        }
        for (; more && !fold.IsDone; more = loose.MoveNext())
            fold.Add(loose.Current);
        return fold.Finish();
    }

    private static void Feed(AggregateFold fold, Row row)
    {
        if (!fold.IsDone)
            fold.Add(row);
    }

    /// <summary>The last sample before the range that counts: the line to the first in the range begins there.</summary>
    private Row? LastCounted(QualityUse use, long start)
    {
        Row? last = null;
        foreach (var row in recent.AsSpan(0, RowOrder.LowerBound(recent, start)))
        {
            if (use.Takes(row.Quality))
                last = row;
        }
        Take(earlier.Before(database, series, start).Where(row => use.Takes(row.Quality)));
        Take(chunks.Before(database, series, start).SelectMany(chunk => Backwards(chunk, use, start)));
        return last;

        void Take(IEnumerable<Row> candidates)
        {
            foreach (var row in candidates)
            {
                if (last is null || last.Value.Time < row.Time)
                    last = row;
                break;
            }
        }
    }

    private IEnumerable<Row> Backwards(StoredChunk chunk, QualityUse use, long start)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var head = chunk.Head;
        if (head.Quality >= 0 && !use.Takes(head.Quality))
            return [];
        if (head.End < start && use.Takes(head.LastQuality))
            return [head.LastRow];
        return chunks.Rows(database, chunk).Reverse().Where(row => row.Time < start && use.Takes(row.Quality));
    }
}
