namespace FactoryTwin.Services.Scheduler.Planning.Domain.Negotiating;

/// <summary>What of an instance can be conceded: its due dates, I_alloc, x0, closures and successions.</summary>
/// <param name="Due">Due dates, soonest first.</param>
/// <param name="Most">D + I_alloc.</param>
/// <param name="InitialParts">x0.</param>
/// <param name="Closures">When the machine is closed.</param>
/// <param name="Forbidden">Pairs that may not follow each other.</param>
internal sealed record Terms(
    IReadOnlyList<DueDate> Due, int Most, int InitialParts, IReadOnlyList<Closure> Closures, IReadOnlyList<(int Previous, int Next)> Forbidden)
{
    public static Terms Of(PlanningInstance instance) => new(
        instance.Automaton.DueDates.Ordered, instance.Automaton.LargestState, instance.Automaton.InitialState, instance.Automaton.Closures.Given, instance.Automaton.Model.Forbidden);

    /// <summary>The instance on these terms.</summary>
    public PlanningInstance On(PlanningInstance given)
    {
        var model = given.Automaton.Model;
        var due = new DueDates(Due);
        var demand = Due.Count == 0 ? InitialParts : due.Total;
        if (Most < demand) throw new InvalidOperationException("More is due than there may be.");
        var changed = ReferenceEquals(Forbidden, model.Forbidden) ? model.WithAllowance(Most - demand)
            : model.With(model.Sizes, Most - demand, Forbidden);
        return given with { Automaton = new PricedTimedAutomaton(changed, due, InitialParts, given.Automaton.Start, new Closures(Closures)) };
    }

    /// <summary>Whether the instance has a valid string on these terms, prices apart.</summary>
    public bool AreFeasible(PlanningInstance given)
    {
        if (Most < (Due.Count == 0 ? InitialParts : Due.Max(d => d.Parts))) return false;
        var automaton = On(given).Automaton;
        return new Reachability(automaton).CanFinish(automaton.Start.UtcTicks, InitialParts, automaton.Model.Successions.ClassAfter(given.PreviousEvent));
    }
}
