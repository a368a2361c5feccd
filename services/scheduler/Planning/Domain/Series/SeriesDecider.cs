using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Series;

/// <summary>
/// Schedules stages in series. Small instances are solved exactly. Otherwise the stages are scheduled from the last to the first, each exactly: what a stage
/// takes by when is what the one before it has to deliver, and the room before it is what that one may be ahead. The bound lets every stage alone do
/// no more than it must for the last parts to pass the stages behind it in time.
/// </summary>
public sealed class SeriesDecider
{
    /// <summary>States that the exact search looks at before it gives up.</summary>
    public int MostStates { get; init; } = 40_000;

    /// <summary>A schedule with its gap, or the reason why there is none.</summary>
    /// <exception cref="InstanceTooLargeException">A stage's grid is beyond the limits.</exception>
    public SeriesSchedule Decide(SeriesInstance series, CancellationToken cancellationToken)
    {
        if (Bound(series, cancellationToken) is not { } bound) return None("A stage cannot make in time what the demands need of it, whatever the others do.");
        if (MostStates > 0 && new SeriesStates(series, MostStates).Search(cancellationToken) is { } exact)
            return exact.Strings is null ? None("The demands cannot be met with the inventories between the stages as they are.") : Build(series, exact.Strings, exact.Cost);
        return Pull(series, cancellationToken) is { } strings ? Build(series, strings, bound) : None("No schedule was found that keeps the inventories between the stages.");
    }

    /// <summary>No schedule costs less; null where a stage alone cannot do its part.</summary>
    private static double? Bound(SeriesInstance series, CancellationToken cancellationToken)
    {
        var bound = 0.0;
        for (var j = 0; j < series.Stages.Count; j++)
        {
            var behind = TimeSpan.FromTicks(series.Stages.Skip(j + 1).Sum(s => s.Model.Events.Where(e => !e.IsIdle).Min(e => e.Duration.Ticks)));
            var stock = series.Stages.Skip(j + 1).Sum(s => s.Stock);
            var due = series.DueDates.Ordered.Where(d => d.Parts > stock).Select(d => new DueDate(d.Parts - stock, d.Time - behind)).ToList();
            var (needed, last, model) = (due.Count == 0 ? 0 : due[^1].Parts, series.DueDates.Last!.Value, series.Stages[j].Model);
            var paid = series.Prices.Cut(series.Start, last).Any(s => s.Price < 0);
            if (needed == 0 && !paid) continue;
            // A larger batch may be cheaper, so up to a batch more than is needed is looked at; where energy is paid for, all that could be made.
            var most = Math.Min(10_000, (last - series.Start).Ticks / model.Events.Where(e => !e.IsIdle).Min(e => e.Duration.Ticks) * model.Capacity);
            var instance = series.Alone(j, new DueDates([.. due, new DueDate(needed, last)]), paid ? (int)most : model.Capacity);
            var reachability = new Reachability(instance.Automaton);
            if (!reachability.CanFinish(series.Start.UtcTicks, 0, SuccessionRule.StartClass)) return null;
            var space = StateSpace.TryBuild(instance, reachability, ExactLimits.Asked, out var tooLarge) ?? throw new InstanceTooLargeException($"stage {j}: {tooLarge}");
            var table = new ForwardTable(instance, space, cancellationToken);
            bound += Enumerable.Range(instance.Automaton.Demand, instance.Automaton.Model.InventoryAllowance + 1).Min(table.Least);
        }
        return bound;
    }

    private static List<IReadOnlyList<BatchEvent>>? Pull(SeriesInstance series, CancellationToken cancellationToken)
    {
        var strings = new List<IReadOnlyList<BatchEvent>>();
        var arrivals = Arrivals(series);
        var (due, ceiling) = (series.DueDates, (Func<long, int>?)null);
        for (var j = series.Stages.Count - 1; j >= 0; j--)
        {
            if (due.Total == 0)
            {
                strings.Insert(0, []);
                due = new DueDates([]);
                continue;
            }
            // A batch that ends now took its parts no later than its longest processing ago.
            var (longest, come, room) = (series.Stages[j].Model.Events.Max(e => e.Duration.Ticks), arrivals[j], ceiling);
            var instance = series.Alone(j, due, 0) with { Ceiling = time => Math.Min(come(time - longest), room?.Invoke(time) ?? int.MaxValue) };
            if (Decided(instance, cancellationToken) is not { } found) return null;
            strings.Insert(0, [.. found.Events.Select(e => e.Event)]);
            var (stock, most) = (series.Stages[j].Stock, series.Stages[j].Room);
            var (taken, takings) = (0, new List<(long Time, int Parts)>());
            foreach (var e in found.Events.Where(e => !e.Event.IsIdle)) takings.Add((e.Start.UtcTicks, taken += e.Event.Parts));
            due = new DueDates(takings.Where(t => t.Parts > stock).Select(t => new DueDate(t.Parts - stock, new DateTimeOffset(t.Time, TimeSpan.Zero))));
            ceiling = most == int.MaxValue ? null : time => most - stock + takings.LastOrDefault(t => t.Time < time).Parts;
        }
        return strings;
    }

    /// <summary>For each stage the most parts that can have come to it by an instant, its stock included, at the fastest pace of the stages before it.</summary>
    private static List<Func<long, int>> Arrivals(SeriesInstance series)
    {
        var arrivals = new List<Func<long, int>> { _ => int.MaxValue / 2 };
        for (var j = 0; j + 1 < series.Stages.Count; j++)
        {
            var (model, before, most) = (series.Stages[j].Model, arrivals[j], ExactLimits.Asked.MaxTimes);
            var grid = TimeGrid.TryBuild(series.Alone(j, series.DueDates, 0).Automaton, ref most) ?? throw new InstanceTooLargeException($"stage {j}: more than {most:N0} start times are possible");
            var made = new int[grid.Count];
            for (var i = 1; i < grid.Count; i++)
            {
                made[i] = -1; // not reached
                foreach (var sigma in model.Events)
                {
                    var start = grid.StartsOf(sigma.Letter)[i];
                    if (start >= 0 && made[start] >= 0 && before(grid.Times[start]) >= made[start] + sigma.Parts) made[i] = Math.Max(made[i], made[start] + sigma.Parts);
                }
            }
            var highest = (int[])made.Clone();
            for (var i = 1; i < highest.Length; i++) highest[i] = Math.Max(highest[i], highest[i - 1]);
            var stock = series.Stages[j + 1].Stock;
            arrivals.Add(time =>
            {
                var at = Array.BinarySearch(grid.Times, time);
                at = at >= 0 ? at : ~at - 1;
                return at < 0 ? stock : stock + highest[at];
            });
        }
        return arrivals;
    }

    private static Schedule? Decided(PlanningInstance instance, CancellationToken cancellationToken)
    {
        try
        {
            return new ExactDecider().Decide(instance, cancellationToken) is { IsFeasible: true } schedule ? schedule : null;
        }
        catch (InvalidOperationException)
        {
            return null; // nothing stays below the ceiling
        }
    }

    private static SeriesSchedule None(string reason) => new([], 0, double.PositiveInfinity, reason);

    private static SeriesSchedule Build(SeriesInstance series, IReadOnlyList<IReadOnlyList<BatchEvent>> strings, double bound)
    {
        var stages = strings.Select((s, j) =>
        {
            var builder = new ScheduleBuilder(series.Alone(j, series.DueDates, 0));
            foreach (var sigma in s) builder.Add(sigma);
            return builder.Build();
        }).ToList();
        var cost = stages.Sum(s => s.EnergyCost);
        return new SeriesSchedule(stages, cost, Math.Min(bound, cost));
    }
}
