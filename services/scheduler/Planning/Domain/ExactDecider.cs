using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>
/// The exact optimum of J over the whole horizon, idle events included. J(s) = E(s)/x(s) + w max(0, x(s) - D) depends on the string only
/// through E and its last state, so the least E is sought for every state of Xm by one dynamic programme, and then the
/// least J among these. Proof and limits: docs/scheduling.md.
/// </summary>
public sealed class ExactDecider : IDecider
{
    /// <summary>How large an instance may be.</summary>
    public ExactLimits Limits { get; init; } = ExactLimits.Asked;

    /// <inheritdoc/>
    /// <exception cref="InstanceTooLargeException">The instance is beyond the limits.</exception>
    public Schedule Decide(PlanningInstance instance, CancellationToken cancellationToken)
    {
        var automaton = instance.Automaton;
        var reachability = new Reachability(automaton);
        if (Infeasibility.Explain(instance, reachability) is { } obstacle) return Schedule.Infeasible(obstacle, automaton.InitialState);
        var space = StateSpace.TryBuild(instance, reachability, Limits, out var tooLarge) ?? throw new InstanceTooLargeException(tooLarge);
        using var table = new ForwardTable(instance, space, cancellationToken);
        var schedule = new ScheduleBuilder(instance);
        foreach (var b in table.Cheapest(table.Optimum(automaton).Parts)) schedule.Take(b == ForwardTable.Stand ? null : automaton.Events[b]);
        var found = schedule.Build();
        return found with { LowerBound = found.Objective, BoundIsOptimum = true };
    }

    /// <summary>Why the instance is beyond the limits; null where it is not.</summary>
    public string? TooLarge(PlanningInstance instance)
    {
        StateSpace.TryBuild(instance, new Reachability(instance.Automaton), Limits, out var tooLarge);
        return tooLarge.Length == 0 ? null : tooLarge;
    }
}
