namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>
/// The limited look-ahead policy (LLP): from the current state the cheapest path of at most N events is sought, its first event
/// alone is applied, and the window slides on, until stopping in Xm is cheapest.
/// <para>Two things lie beyond the window. Due dates: a path is dropped as soon as a due date could no longer be met even at the
/// fastest pace (<see cref="Reachability"/>, exact), so the policy never paints itself into a corner. Cost: a leaf outside Xm is
/// compared by the cost of its string once the benchmark has finished it (<see cref="CompletedCost"/>).</para>
/// </summary>
public sealed class LookAheadDecider : IDecider
{
    /// <summary>Most events in a window.</summary>
    public const int MaxWindow = 12;

    /// <summary>N where none is asked for.</summary>
    public const int DefaultWindow = 6;

    private readonly int _window;
    private readonly Func<PlanningInstance, Reachability, ILeafValue> _leafValue;

    /// <param name="window">N, 1 to <see cref="MaxWindow"/>.</param>
    public LookAheadDecider(int window = DefaultWindow)
        : this(window, static (instance, reachability) => new CompletedCost(instance, reachability))
    {
    }

    internal LookAheadDecider(int window, Func<PlanningInstance, Reachability, ILeafValue> leafValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window, MaxWindow);
        _window = window;
        _leafValue = leafValue;
    }

    /// <summary>
    /// About how many nodes a whole schedule may open. It is shared out among its decisions; where a decision's share is used
    /// up its window shrinks to the layers searched in full, and the schedule says so. Default 3 million.
    /// </summary>
    public long MaxNodes { get; init; } = 3_000_000;

    /// <inheritdoc/>
    public Schedule Decide(PlanningInstance instance, CancellationToken cancellationToken)
    {
        var automaton = instance.Automaton;
        var reachability = new Reachability(automaton);
        if (Infeasibility.Explain(instance, reachability) is { } reason) return Schedule.Infeasible(reason, automaton.InitialState);

        var tree = new LookAheadTree(instance, reachability, _leafValue(instance, reachability), MaxNodes / MostDecisions(automaton));
        var schedule = new ScheduleBuilder(instance);
        while (tree.Choose(schedule, _window, cancellationToken).First is { } next) schedule.Add(next);
        return schedule.Build(tree.Nodes, Math.Min(_window, tree.SmallestWindow));
    }

    private static long MostDecisions(PricedTimedAutomaton automaton)
    {
        var byTime = (automaton.Horizon - automaton.Start).Ticks / automaton.Events.Min(e => e.Duration.Ticks);
        return Math.Clamp(Math.Min(byTime, 2L * (automaton.LargestState - automaton.InitialState)), 1, long.MaxValue);
    }
}
