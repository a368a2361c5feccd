using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Negotiating;

/// <summary>What a negotiation may offer, what it costs, and what is done meanwhile.</summary>
/// <param name="Reserve">Parts that may be withdrawn.</param>
/// <param name="Costs">Of concessions.</param>
/// <param name="Rules">Of the fallback.</param>
public sealed record NegotiationTerms(int Reserve, ConcessionCosts Costs, IReadOnlyList<ExpertRule> Rules)
{
    /// <summary>Nothing in reserve, concessions cost nothing, no rules.</summary>
    public static NegotiationTerms None { get; } = new(0, default, []);
}

/// <summary>What a rescheduling failure comes with: why, the smallest concessions, cheapest first, and the fallback.</summary>
/// <param name="Conflict">A minimal infeasible set.</param>
/// <param name="Relaxations">The concessions that help.</param>
/// <param name="Fallback">What the expert rules make of the instance.</param>
public sealed record Negotiation(IReadOnlyList<Constraint> Conflict, IReadOnlyList<Relaxation> Relaxations, Fallback Fallback)
{
    /// <summary>The questions of a search times the states that each looks at: beyond it fewer targets are tried.</summary>
    private const long MostWork = 400_000_000;
    private const int QuestionsATarget = 50;
    private const long MostStates = 20_000_000;

    /// <summary>Schedules of relaxations are exact where that takes some ten milliseconds.</summary>
    private static readonly ExactLimits Quick = new(20_000, 1 << 22, 50_000_000);

    /// <summary>Negotiates an instance without a valid string.</summary>
    /// <param name="instance">It.</param>
    /// <param name="terms">What may be offered.</param>
    /// <param name="decideBy">Relaxations suffice for a machine that begins by then; null for its own start.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static Negotiation Of(PlanningInstance instance, NegotiationTerms terms, DateTimeOffset? decideBy, CancellationToken cancellationToken)
    {
        var late = decideBy is { } by && by > instance.Automaton.Start ? StartingAt(instance, by) : instance;
        var conflict = Conflicts.Find(instance, cancellationToken);
        var fallback = ExpertSchedule.Of(instance, terms.Rules);
        var priced = conflict is not [{ Kind: ConstraintKind.Prices }];
        IReadOnlyList<Relaxation> offers = priced ? Offers(late, conflict, terms, cancellationToken) : [];
        return new Negotiation(conflict, offers, fallback);
    }

    private static List<Relaxation> Offers(PlanningInstance instance, IReadOnlyList<Constraint> conflict, NegotiationTerms terms, CancellationToken cancellationToken)
    {
        var automaton = instance.Automaton;
        var states = Math.Max(1L, automaton.LargestState - automaton.InitialState + automaton.Model.Capacity) * automaton.Model.Successions.Classes * automaton.Events.Count;
        if (states > MostStates) return [];
        var search = new RelaxationSearch(instance, terms.Reserve, (int)Math.Clamp(MostWork / QuestionsATarget / states, 1, 12), cancellationToken) { MostTries = (int)Math.Clamp(5 * MostWork / states, 50, 10_000) };
        return [.. search.Find(conflict, terms.Costs).Select(r => r with { Schedule = Best(search.After(r).On(instance), cancellationToken) })
            .OrderBy(r => r.TotalCost ?? double.PositiveInfinity).ThenBy(r => r.Kind).ThenBy(r => r.Due?.Time)];
    }

    private static Schedule? Best(PlanningInstance relaxed, CancellationToken cancellationToken)
    {
        if (relaxed.Prices.FirstGap(relaxed.Automaton.Start, relaxed.Automaton.Horizon) is not null) return null;
        var exact = new ExactDecider { Limits = Quick };
        IDecider decider = exact.TooLarge(relaxed) is null ? exact : new LookAheadDecider(3) { MaxNodes = 100_000 };
        return decider.Decide(relaxed, cancellationToken) is { IsFeasible: true } schedule ? schedule : null;
    }

    private static PlanningInstance StartingAt(PlanningInstance instance, DateTimeOffset start)
    {
        var given = instance.Automaton;
        return instance with { Automaton = new PricedTimedAutomaton(given.Model, given.DueDates, given.InitialState, start, given.Closures) };
    }
}
