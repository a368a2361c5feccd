namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>The benchmark: largest batches first, without a look at energy, until the demand is met.</summary>
public sealed class BenchmarkDecider : IDecider
{
    /// <inheritdoc/>
    public Schedule Decide(PlanningInstance instance, CancellationToken cancellationToken)
    {
        var automaton = instance.Automaton;
        var reachability = new Reachability(automaton);
        if (Infeasibility.Explain(instance, reachability) is { } obstacle) return Schedule.Infeasible(obstacle, automaton.InitialState);

        var policy = new BenchmarkPolicy(automaton, reachability);
        var schedule = new ScheduleBuilder(instance);
        while (!automaton.IsMarked(schedule.Parts))
        {
            cancellationToken.ThrowIfCancellationRequested();
            schedule.Take(policy.Next(schedule.Time.UtcTicks, schedule.Parts, schedule.Class));
        }
        return schedule.Build();
    }
}
