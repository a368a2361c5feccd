namespace FactoryTwin.Services.Scheduler.Planning.Domain.Negotiating;

/// <summary>
/// A minimal infeasible set: constraints that together cannot be kept, while any one of them left out lets the rest be kept. Sought by
/// halving (QuickXplain, Junker 2004), so that a conflict of k among n constraints takes about k log(n/k) questions; each
/// question is answered exactly by <see cref="Reachability"/>. Due dates are blamed before closures, closures before inventory and
/// successions, and of due dates the sooner ones.
/// </summary>
internal static class Conflicts
{
    private const int MostPairs = 64;

    /// <summary>The constraints of an instance that can be left out.</summary>
    public static IReadOnlyList<Constraint> All(PlanningInstance instance)
    {
        var terms = Terms.Of(instance);
        IEnumerable<Constraint> pairs = terms.Forbidden.Count > MostPairs
            ? [new Constraint(ConstraintKind.ForbiddenSuccession)]
            : terms.Forbidden.Select(p => new Constraint(ConstraintKind.ForbiddenSuccession, Pair: p));
        return
        [
            .. terms.Due.Distinct().Where(d => d.Parts > terms.InitialParts).Select(d => new Constraint(ConstraintKind.DueDate, Due: d)),
            .. terms.Closures.Where(c => c.Start < c.End).Distinct().Select(c => new Constraint(ConstraintKind.Closure, Closure: c)),
            new Constraint(ConstraintKind.InventoryAllowance),
            .. pairs,
        ];
    }

    /// <summary>A minimal infeasible set; empty where the instance is feasible.</summary>
    public static IReadOnlyList<Constraint> Find(PlanningInstance instance, CancellationToken cancellationToken)
    {
        if (instance.Prices.FirstGap(instance.Automaton.Start, instance.Automaton.Horizon) is not null) return [new Constraint(ConstraintKind.Prices)];
        var all = All(instance);
        return Feasible(all) ? [] : [.. Explain([], false, [.. all]).OrderBy(c => c.Kind).ThenBy(c => c.Due?.Time).ThenBy(c => c.Closure?.Start)];

        bool Feasible(IEnumerable<Constraint> kept)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return With(instance, [.. kept]).AreFeasible(instance);
        }

        List<Constraint> Explain(List<Constraint> kept, bool grown, List<Constraint> open)
        {
            if (grown && !Feasible(kept)) return [];
            if (open.Count == 1) return open;
            var (first, second) = (open[..(open.Count / 2)], open[(open.Count / 2)..]);
            var late = Explain([.. kept, .. first], grown: true, second);
            return [.. Explain([.. kept, .. late], grown: late.Count > 0, first), .. late];
        }
    }

    /// <summary>The terms with only these constraints kept.</summary>
    public static Terms With(PlanningInstance instance, IReadOnlyList<Constraint> kept)
    {
        var given = Terms.Of(instance);
        var pairs = kept.Where(c => c.Kind == ConstraintKind.ForbiddenSuccession).ToList();
        var closures = kept.Where(c => c.Kind == ConstraintKind.Closure).Select(c => c.Closure!).ToHashSet();
        return new Terms(
            [.. kept.Where(c => c.Kind == ConstraintKind.DueDate).Select(c => c.Due!.Value)],
            // A string that meets all due dates can end as soon as it does, so a batch beyond D is all the room that is of use.
            kept.Any(c => c.Kind == ConstraintKind.InventoryAllowance) ? given.Most : Math.Max(given.Most, given.InitialParts) + instance.Automaton.Model.Capacity,
            given.InitialParts,
            [.. given.Closures.Select(c => closures.Contains(c) ? c : c with { Start = c.End })],
            pairs.Exists(p => p.Pair is null) ? given.Forbidden : [.. pairs.Select(p => p.Pair!.Value)]);
    }
}
