using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>
/// The limited look-ahead policy (LLP): from the current state the cheapest path of at most N events is sought, its first event
/// alone is applied, and the window slides on, until stopping in Xm is cheapest.
/// <para>Two things lie beyond the window. Due dates: a path is dropped as soon as a due date could no longer be met even at the
/// fastest pace (<see cref="Reachability"/>, exact), so the policy never paints itself into a corner. Cost: a leaf outside Xm is
/// compared by the cost of its string once the benchmark has finished it (<see cref="CompletedCost"/>), or by the exact cost-to-go
/// (<see cref="CostToGo"/>, <see cref="Warm"/>).</para>
/// </summary>
public sealed class LookAheadDecider : IDecider
{
    /// <summary>Most events in a window.</summary>
    public const int MaxWindow = 12;

    /// <summary>N where none is asked for.</summary>
    public const int DefaultWindow = 6;

    private readonly int _window;
    private readonly Func<PlanningInstance, Reachability, CancellationToken, ILeafValue> _leafValue;

    /// <param name="window">N, 1 to <see cref="MaxWindow"/>.</param>
    public LookAheadDecider(int window = DefaultWindow)
        : this(window, static (instance, reachability, _) => new CompletedCost(instance, reachability))
    {
    }

    internal LookAheadDecider(int window, Func<PlanningInstance, Reachability, CancellationToken, ILeafValue> leafValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window, MaxWindow);
        _window = window;
        _leafValue = leafValue;
    }

    /// <summary>
    /// About how many nodes a whole schedule may open. It is shared out among its decisions; where a decision's share is used
    /// up its window shrinks to the layers searched in full, and the schedule says so. Default 600,000, a fraction of a second.
    /// </summary>
    public long MaxNodes { get; init; } = 600_000;

    /// <summary>
    /// The policy with the exact cost-to-go of the instance as the value of leaves: any window is optimal while prices stay as they are.
    /// Decide throws <see cref="InstanceTooLargeException"/> where the instance is beyond the limits of the exact decider.
    /// </summary>
    /// <param name="window">N, 1 to <see cref="MaxWindow"/>.</param>
    public static LookAheadDecider Warm(int window = DefaultWindow) =>
        new(window, static (instance, reachability, stop) => CostToGo.Of(instance, reachability, ExactLimits.Asked, stop));

    /// <inheritdoc/>
    public Schedule Decide(PlanningInstance instance, CancellationToken cancellationToken)
    {
        var automaton = instance.Automaton;
        var reachability = new Reachability(automaton);
        if (Infeasibility.Explain(instance, reachability) is { } obstacle) return Schedule.Infeasible(obstacle, automaton.InitialState);

        var value = _leafValue(instance, reachability, cancellationToken);
        using var borrowed = value as IDisposable;
        var tree = new LookAheadTree(instance, reachability, value);
        var schedule = new ScheduleBuilder(instance);
        while (true)
        {
            var step = tree.Choose(schedule, _window, Share(automaton, schedule.Parts, tree.Nodes + value.Work), cancellationToken).First;
            if (step == LookAheadTree.Step.Stop) break;
            schedule.Take(step.Event);
        }
        var found = schedule.Build(tree.Nodes, Math.Min(_window, tree.SmallestWindow));
        if (value is CostToGo exact) found = found with { LowerBound = exact.Optimum, BoundIsOptimum = true };
        return found.Window < _window ? NotWorseThanBenchmark(found, instance, cancellationToken) : found;
    }

    /// <summary>A window cut short may lose the path that the decision before it counted on; then the benchmark's string can be the better one.</summary>
    private static Schedule NotWorseThanBenchmark(Schedule found, PlanningInstance instance, CancellationToken cancellationToken)
    {
        var benchmark = new BenchmarkDecider().Decide(instance, cancellationToken);
        return benchmark.Objective < found.Objective 
            ? benchmark with { NodesExplored = found.NodesExplored, Window = found.Window, LowerBound = found.LowerBound, BoundIsOptimum = found.BoundIsOptimum }
            : found;
    }

    /// <summary>What a decision may open: the nodes left, shared by about as many decisions as largest batches with idling between them.</summary>
    private long Share(PricedTimedAutomaton automaton, int parts, long opened)
    {
        var batches = ((automaton.LargestState - parts) / automaton.Model.Capacity) + 1;
        return Math.Max(0, MaxNodes - opened) / (2L * batches);
    }
}
