using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Series;

/// <summary>
/// Schedules stages in series. Small instances are solved exactly (<see cref="SeriesStates"/>), others stage by stage (<see cref="SeriesFlow"/>). The bound lets
/// every stage alone do no more than it must for the last parts to pass the stages behind it in time.
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
        return new SeriesFlow(series).Search(cancellationToken) is { } strings ? Build(series, strings, bound) : None("No schedule was found that keeps the inventories between the stages.");
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
            using var table = new ForwardTable(instance, space, cancellationToken);
            bound += Enumerable.Range(instance.Automaton.Demand, instance.Automaton.Model.InventoryAllowance + 1).Min(table.Least);
        }
        return bound;
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
