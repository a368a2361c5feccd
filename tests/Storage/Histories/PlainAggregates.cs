using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Histories.Aggregates;

namespace FactoryTwin.Storage.Tests.Histories;

/// <summary>Aggregates by their definitions alone: every interval looks through all samples, in decimal numbers.</summary>
internal static class PlainAggregates
{
    public static void AreEqual(IReadOnlyList<Aggregate> actual, IReadOnlyList<Row> all, AggregateQuery query, string because = "")
    {
        Assert.That(actual, Has.Count.EqualTo(query.Count), because);
        for (var i = 0; i < actual.Count; i++)
            IsEqual(actual[i], all, query, query.Start.UtcTicks + (i * query.Interval.Ticks), because);
    }

    private static void IsEqual(Aggregate actual, IReadOnlyList<Row> all, AggregateQuery query, long start, string because)
    {
        var end = Math.Min(start + query.Interval.Ticks, query.End.UtcTicks);
        var inside = all.Where(row => row.Time >= start && row.Time < end).ToList();
        var counted = inside.Where(row => query.Use.Takes(row.Quality)).ToList();
        var lowest = counted.Count == 0 ? (Row?)null : counted.First(row => row.Value == counted.Min(each => each.Value));
        var highest = counted.Count == 0 ? (Row?)null : counted.First(row => row.Value == counted.Max(each => each.Value));
        Assert.That(actual.Start.UtcTicks, Is.EqualTo(start), because);
        Assert.That((actual.GoodCount, actual.UncertainCount, actual.BadCount, actual.Count), Is.EqualTo((
            inside.Count(row => row.Quality == 1), inside.Count(row => row.Quality is 0 or 2), inside.Count(row => row.Quality is not (0 or 1 or 2)), counted.Count)), because);
        Assert.That(
            (actual.First, actual.Last, actual.Minimum, actual.Maximum),
            Is.EqualTo((Sample(counted.Cast<Row?>().FirstOrDefault()), Sample(counted.Cast<Row?>().LastOrDefault()), Sample(lowest), Sample(highest))), because);
        Near(actual.Average, counted.Count == 0 ? null : counted.Sum(row => (decimal)row.Value) / counted.Count, because);

        var line = new PlainLine([.. all.Where(row => query.Use.Takes(row.Quality))], all, query.Stepped);
        Near(actual.StartBound, line.At(start), because);
        var (area, covered, doubtful) = line.Between(start, end);
        Near(actual.TimeAverage, covered == 0 ? null : area / covered, because);
        Assert.That((actual.Covered.Ticks, actual.Doubtful.Ticks), Is.EqualTo((covered, doubtful)), because);
    }

    private static Sample? Sample(Row? row) => row?.ToSample();

    private static void Near(double? actual, decimal? expected, string because) =>
        Assert.That(actual, expected is null ? Is.Null : Is.EqualTo((double)expected).Within(1e-9), because);
}

/// <summary>The line through counted samples.</summary>
internal sealed class PlainLine(Row[] counted, IReadOnlyList<Row> all, bool stepped)
{
    private readonly HashSet<long> countedTimes = [.. counted.Select(row => row.Time)];

    public decimal? At(long time)
    {
        var before = counted.Where(row => row.Time <= time).ToArray();
        if (before.Length == 0)
            return null;
        var after = counted.Where(row => row.Time > time).ToArray();
        var (from, value) = (before[^1], (decimal)before[^1].Value);
        if (stepped || after.Length == 0 || from.Time == time)
            return value;
        return value + (((decimal)after[0].Value - value) * (time - from.Time) / (after[0].Time - from.Time));
    }

    /// <summary>Area in value times ticks, ticks with a value, and those of them that rest on doubtful ground.</summary>
    public (decimal Area, long Covered, long Doubtful) Between(long start, long end)
    {
        var corners = counted.Select(row => row.Time).Where(time => time > start && time < end).Prepend(start).Append(end).ToArray();
        var (area, covered, doubtful) = (0m, 0L, 0L);
        foreach (var (from, to) in corners.Zip(corners.Skip(1)))
        {
            if (At(from) is not { } left)
                continue;
            var middle = stepped || counted[^1].Time <= from ? left : (left + Before(to)) / 2;
            area += middle * (to - from);
            covered += to - from;
            if (IsDoubtful(from, to))
                doubtful += to - from;
        }
        return (area, covered, doubtful);
    }

    // A sloped line is continuous, so its value at a corner is also that just before it.
    private decimal Before(long time) => At(time)!.Value;

    private bool IsDoubtful(long from, long to)
    {
        var left = counted.Last(row => row.Time <= from);
        if (!counted.Any(row => row.Time >= to && row.Time > left.Time))
            return true;
        var right = counted.First(row => row.Time >= to && row.Time > left.Time);
        return left.Quality != 1 || (!stepped && right.Quality != 1) || all.Any(row => row.Time > left.Time && row.Time < right.Time && !countedTimes.Contains(row.Time));
    }
}
