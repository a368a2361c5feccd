using FactoryTwin.Storage.Histories.Coding;

namespace FactoryTwin.Storage.Histories.Aggregates;

/// <summary>
/// Folds one series, fed in the order of time, into aggregates. Feed begins with the last counted sample before the range (where there is one) and goes
/// on until <see cref="IsDone"/>: the first counted sample at or after the end is needed for the line that leads to it. Chunks
/// that lie in one interval may be fed by their heads alone.
/// </summary>
public sealed class AggregateFold
{
    private readonly AggregateQuery query;
    private readonly long start, end, interval;
    private readonly AggregateCell[] cells;
    private Row before;
    private bool hasBefore, leftOut;

    /// <summary>Begins a fold.</summary>
    public AggregateFold(AggregateQuery query)
    {
        query.Check();
        this.query = query;
        (start, end, interval) = (query.Start.UtcTicks, query.End.UtcTicks, query.Interval.Ticks);
        cells = new AggregateCell[query.Count];
    }

    /// <summary>True when no further sample can change the result.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The next sample.</summary>
    public void Add(Row row)
    {
        var inside = row.Time >= start && row.Time < end;
        if (inside) Cell(row.Time).CountQuality(row.Quality, 1);
        if (!query.Use.Takes(row.Quality))
        {
            leftOut = true;
            return;
        }
        Reach(row);
        if (inside) Cell(row.Time).Add(1, row, row, row, row, row.Value);
    }

    /// <summary>Whether a chunk may be fed by its head: all of one quality and all in one interval, or outside the range and not counted.</summary>
    public bool Takes(ChunkHead head)
    {
        if (head.Quality == ChunkHead.Mixed)
            return false;
        if (head.Start >= start && head.End < end)
            return (head.Start - start) / interval == (head.End - start) / interval;
        return !query.Use.Takes(head.Quality) && (head.End < start || head.Start >= end);
    }

    /// <summary>The next chunk, of which <see cref="Takes"/> was true.</summary>
    public void Add(ChunkHead head)
    {
        var inside = head.Start >= start && head.End < end;
        if (inside) Cell(head.Start).CountQuality(head.Quality, head.Count);
        if (!query.Use.Takes(head.Quality))
        {
            leftOut = true;
            return;
        }
        Row At(long time, double value) => new(time, value, head.Quality);
        Reach(At(head.Start, head.First));
        ref var cell = ref Cell(head.Start);
        cell.Add(head.Count, before, head.LastRow, At(head.MinimumTime, head.Minimum), At(head.MaximumTime, head.Maximum), head.Sum);
        cell.Area += query.Stepped ? head.Stepped : head.Sloped;
        cell.Covered += head.End - head.Start;
        if (QualityRules.ClassOf(head.Quality) != QualityClass.Good) cell.Doubtful += head.End - head.Start;
        before = head.LastRow;
    }

    /// <summary>The aggregates; where the series ended before the range did, its last value is held.</summary>
    public IReadOnlyList<Aggregate> Finish()
    {
        if (hasBefore && !IsDone)
            Cover(before, before with { Time = end }, stepped: true, doubtful: true);
        var aggregates = new Aggregate[cells.Length];
        for (var i = 0; i < cells.Length; i++)
            aggregates[i] = cells[i].ToAggregate(start + (i * interval));
        return aggregates;
    }

    private ref AggregateCell Cell(long time) => ref cells[(time - start) / interval];

    /// <summary>Goes on to the next counted sample.</summary>
    private void Reach(Row row)
    {
        if (hasBefore)
            Cover(before, row, query.Stepped, leftOut || IsDoubtful(before) || (IsDoubtful(row) && !query.Stepped));
        if (row.Time >= start && row.Time < end && (row.Time - start) % interval == 0)
            (Cell(row.Time).Bound, Cell(row.Time).HasBound) = (row.Value, true);
        (before, hasBefore, leftOut) = (row, true, false);
        if (row.Time >= end) IsDone = true;
    }

    /// <summary>Adds the area between two counted samples to the intervals that it crosses.</summary>
    private void Cover(Row from, Row to, bool stepped, bool doubtful)
    {
        var (at, last) = (Math.Max(from.Time, start), Math.Min(to.Time, end));
        while (at < last)
        {
            ref var cell = ref Cell(at);
            var cellStart = start + ((at - start) / interval * interval);
            var until = last - cellStart > interval ? cellStart + interval : last;
            var (left, right) = stepped ? (from.Value, from.Value) : (Line(from, to, at), Line(from, to, until));
            if (at == cellStart && !cell.HasBound) (cell.Bound, cell.HasBound) = (left, true);
            cell.Area += ((0.5 * left) + (0.5 * right)) * ((until - at) / (double)TimeSpan.TicksPerSecond);
            cell.Covered += until - at;
            if (doubtful) cell.Doubtful += until - at;
            at = until;
        }
    }

    // Weighted, not by the slope: the difference of two large values may be beyond a double.
    private static double Line(Row from, Row to, long time)
    {
        if (time == from.Time) return from.Value;
        if (time == to.Time) return to.Value;
        var share = (time - from.Time) / (double)(to.Time - from.Time);
        return (from.Value * (1 - share)) + (to.Value * share);
    }

    private static bool IsDoubtful(Row row) => QualityRules.ClassOf(row.Quality) != QualityClass.Good;
}
