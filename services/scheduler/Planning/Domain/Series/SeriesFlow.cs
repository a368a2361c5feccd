using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Series;

/// <summary>
/// Stages in series one by one, each exactly. One stage is scheduled first, on demands that leave time for those behind it; the slowest is tried first, since
/// the others can follow it. Stages before it are pulled: what the next one takes by when is what they deliver, and the room before that one is how far they
/// may be ahead. Stages behind it are pushed: what comes by when is what they may use, and they take it before it overflows. The cheapest of all is kept.
/// </summary>
internal sealed class SeriesFlow(SeriesInstance series)
{
    private readonly List<Func<long, int>> _arrivals = Arrivals(series);
    private readonly long[] _longest = [.. series.Stages.Select(s => s.Model.Events.Where(e => !e.IsIdle).Max(e => e.Duration.Ticks))];

    /// <summary>The events of each stage; null where none were found.</summary>
    public IReadOnlyList<IReadOnlyList<BatchEvent>>? Search(CancellationToken cancellationToken)
    {
        var (best, least) = ((Schedule[]?)null, double.PositiveInfinity);
        foreach (var first in Enumerable.Range(0, series.Stages.Count).OrderBy(Pace))
        {
            if (From(first, cancellationToken) is not { } found || found.Sum(s => s.EnergyCost) >= least) continue;
            (best, least) = (found, found.Sum(s => s.EnergyCost));
        }
        return best?.Select(s => (IReadOnlyList<BatchEvent>)[.. s.Events.Select(e => e.Event)]).ToList();
    }

    private double Pace(int stage) => series.Stages[stage].Model.Events.Max(e => e.Parts / (double)e.Duration.Ticks);

    private Schedule[]? From(int first, CancellationToken cancellationToken)
    {
        var found = new Schedule[series.Stages.Count];
        if (Decided(first, Needed(first), _ => int.MaxValue, cancellationToken) is not { } own) return null;
        found[first] = own;
        for (var j = first - 1; j >= 0; j--)
        {
            var (stock, room, takings) = (series.Stages[j + 1].Stock, series.Stages[j + 1].Room, Cumulative(found[j + 1], e => e.Start));
            var due = takings.Where(t => t.Parts > stock).Select(t => new DueDate(t.Parts - stock, new DateTimeOffset(t.Time, TimeSpan.Zero)));
            if (Decided(j, due, time => room == int.MaxValue ? room : room - stock + takings.LastOrDefault(t => t.Time < time).Parts, cancellationToken) is not { } pulled) return null;
            found[j] = pulled;
        }
        for (var j = first + 1; j < found.Length; j++)
        {
            var (stock, room, come, longest) = (series.Stages[j].Stock, series.Stages[j].Room, Cumulative(found[j - 1], e => e.End), _longest[j]);
            var due = come.Where(c => stock + c.Parts > room).Select(c => new DueDate(stock + c.Parts - room, new DateTimeOffset(c.Time, TimeSpan.Zero)));
            // A batch that ends now took its parts no later than its longest processing ago.
            if (Decided(j, due.Concat(Needed(j)), time => stock + come.LastOrDefault(c => c.Time <= time - longest).Parts, cancellationToken) is not { } pushed) return null;
            found[j] = pushed;
        }
        return found;
    }

    /// <summary>What the demands ask of a stage, early enough for those behind it.</summary>
    private IEnumerable<DueDate> Needed(int stage)
    {
        var (stock, behind) = (series.Stages.Skip(stage + 1).Sum(s => s.Stock), TimeSpan.FromTicks(_longest.Skip(stage + 1).Sum()));
        return series.DueDates.Ordered.Where(d => d.Parts > stock).Select(d => new DueDate(d.Parts - stock, d.Time - behind));
    }

    private static List<(long Time, int Parts)> Cumulative(Schedule schedule, Func<ScheduledEvent, DateTimeOffset> when)
    {
        var (sum, list) = (0, new List<(long, int)>());
        foreach (var e in schedule.Events.Where(e => !e.Event.IsIdle)) list.Add((when(e).UtcTicks, sum += e.Event.Parts));
        return list;
    }

    private Schedule? Decided(int stage, IEnumerable<DueDate> asked, Func<long, int> ceiling, CancellationToken cancellationToken)
    {
        var due = new DueDates(asked);
        if (due.Total == 0) return new ScheduleBuilder(series.Alone(stage, series.DueDates, 0)).Build();
        var (longest, come) = (series.Stages[stage].Model.Events.Max(e => e.Duration.Ticks), _arrivals[stage]);
        var instance = series.Alone(stage, due, 0) with { Ceiling = time => Math.Min(come(time - longest), ceiling(time)) };
        try
        {
            return new ExactDecider().Decide(instance, cancellationToken) is { IsFeasible: true } schedule ? schedule : null;
        }
        catch (InvalidOperationException)
        {
            return null; // nothing stays below the ceiling
        }
    }

    /// <summary>For each stage the most parts that can have come to it by an instant, its stock included, at the fastest pace of the stages before it.</summary>
    private static List<Func<long, int>> Arrivals(SeriesInstance series)
    {
        var arrivals = new List<Func<long, int>> { _ => int.MaxValue / 2 };
        for (var j = 0; j + 1 < series.Stages.Count; j++)
        {
            var (times, highest) = Fastest(series, j, arrivals[j]);
            var stock = series.Stages[j + 1].Stock;
            arrivals.Add(time =>
            {
                var at = Array.BinarySearch(times, time);
                at = at >= 0 ? at : ~at - 1;
                return at < 0 ? stock : stock + highest[at];
            });
        }
        return arrivals;
    }

    private static (long[] Times, int[] Highest) Fastest(SeriesInstance series, int stage, Func<long, int> come)
    {
        var most = ExactLimits.Asked.MaxTimes;
        var grid = TimeGrid.TryBuild(series.Alone(stage, series.DueDates, 0).Automaton, ref most) ?? throw new InstanceTooLargeException($"stage {stage}: more than {most:N0} start times are possible");
        var made = new int[grid.Count];
        for (var i = 1; i < grid.Count; i++)
        {
            made[i] = -1; // not reached
            foreach (var sigma in series.Stages[stage].Model.Events)
            {
                var start = grid.StartsOf(sigma.Letter)[i];
                if (start >= 0 && made[start] >= 0 && come(grid.Times[start]) >= made[start] + sigma.Parts) made[i] = Math.Max(made[i], made[start] + sigma.Parts);
            }
        }
        for (var i = 1; i < made.Length; i++) made[i] = Math.Max(made[i], made[i - 1]);
        return (grid.Times, made);
    }
}
