using FactoryTwin.Scheduler.Tests.Planning;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace FactoryTwin.Scheduler.Tests.Negotiating;

/// <summary>Seeded instances without a valid string, in whole minutes: tight due dates, closures, successions, little room.</summary>
internal static class InfeasibleInstances
{
    internal static Gen<PlanningInstance> All =>
        from instance in Gen.Frequency((2, RandomInstances.Closed), (1, RandomInstances.Any))
        from more in Gen.Choose(0, 4)
        select Tighter(instance, more);

    internal static bool IsInfeasible(PlanningInstance instance) => Infeasibility.Explain(instance, new Reachability(instance.Automaton)) is not null;

    private static PlanningInstance Tighter(PlanningInstance instance, int more)
    {
        var a = instance.Automaton;
        var due = new DueDates(a.DueDates.Ordered.Select(d => d with { Parts = d.Parts + more }));
        return instance with { Automaton = new PricedTimedAutomaton(a.Model, due, a.InitialState, a.Start, a.Closures) };
    }
}
