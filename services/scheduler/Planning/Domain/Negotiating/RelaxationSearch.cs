namespace FactoryTwin.Services.Scheduler.Planning.Domain.Negotiating;

/// <summary>
/// Finds the smallest concession on each axis. More time (a later due date, a longer shift) and more room for surplus only add valid
/// strings, so there the smallest amount is found by halving, to the tick. Fewer parts to make narrow the end states as well as the work, so an
/// amount may help where a larger one does not: there halving over unlimited room gives a floor, and amounts are tried upwards from it.
/// </summary>
internal sealed class RelaxationSearch(PlanningInstance instance, int reserve, int mostTargets, CancellationToken cancellationToken)
{
    /// <summary>Amounts of parts that are tried at most on one axis.</summary>
    public int MostTries { get; init; } = 10_000;

    private readonly Terms _terms = Terms.Of(instance);
    private readonly int _capacity = instance.Automaton.Model.Capacity;

    /// <summary>The concessions that help, without schedules.</summary>
    public IEnumerable<Relaxation> Find(IReadOnlyList<Constraint> conflict, ConcessionCosts costs)
    {
        var due = conflict.Where(c => c.Due is not null).Select(c => c.Due!.Value).Take(mostTargets).ToList();
        var one = false;
        foreach (var d in due)
        {
            if (Delay(d) is not { } delay) continue;
            one = true;
            yield return new Relaxation(RelaxationKind.DueDate, d, null, delay, 0, costs.Lateness * delay.TotalHours * Asked(d));
        }
        if (!one && Delay(null) is { } all)
            yield return new Relaxation(RelaxationKind.AllDueDates, null, null, all, 0, costs.Lateness * all.TotalHours * Math.Max(0, _terms.Due.Max(d => d.Parts) - _terms.InitialParts));
        foreach (var d in due)
        {
            if (Fewer(d) is { } parts) yield return new Relaxation(RelaxationKind.Quantity, d, null, default, parts, costs.Missing * parts);
        }
        if (Withdrawn() is { } taken) yield return new Relaxation(RelaxationKind.InventoryWithdrawal, null, null, default, taken, costs.Withdrawal * taken);
        if (MoreRoom() is { } room) yield return new Relaxation(RelaxationKind.InventoryAllowance, null, null, default, room, costs.Surplus * room);
        foreach (var closure in _terms.Closures.Where(c => c.Kind == ClosureKind.Unstaffed && c.Start < c.End).Take(mostTargets))
        {
            if (Overtime(closure) is { } longer) yield return new Relaxation(RelaxationKind.Overtime, null, closure, longer, 0, costs.Overtime * longer.TotalHours);
        }
    }

    /// <summary>The terms that a relaxation comes to.</summary>
    public Terms After(Relaxation relaxation) => relaxation.Kind switch
    {
        RelaxationKind.DueDate => Later(relaxation.Due, relaxation.Delay),
        RelaxationKind.AllDueDates => Later(null, relaxation.Delay),
        RelaxationKind.Quantity => Less(relaxation.Due!.Value, relaxation.Parts),
        RelaxationKind.InventoryWithdrawal => _terms with { InitialParts = _terms.InitialParts + relaxation.Parts },
        RelaxationKind.InventoryAllowance => _terms with { Most = _terms.Most + relaxation.Parts },
        _ => Shorter(relaxation.Closure!, relaxation.Delay),
    };

    private TimeSpan? Delay(DueDate? due)
    {
        // By then everything can be made one part at a time, with an idle event between, after the last closure.
        var longest = instance.Automaton.Events.Max(e => e.Duration.Ticks);
        var last = Math.Max(instance.Automaton.Horizon.UtcTicks, _terms.Closures.Select(c => c.End.UtcTicks).Append(instance.Automaton.Start.UtcTicks).Max());
        var enough = last - (due?.Time ?? _terms.Due[0].Time).UtcTicks + ((Math.Max(0L, _terms.Most - _terms.InitialParts) + _capacity) * 2 * longest);
        return Least(enough, ticks => Later(due, TimeSpan.FromTicks(ticks))) is { } found ? TimeSpan.FromTicks(found) : null;
    }

    private TimeSpan? Overtime(Closure closure) =>
        Least((closure.End - closure.Start).Ticks, ticks => Shorter(closure, TimeSpan.FromTicks(ticks))) is { } found ? TimeSpan.FromTicks(found) : null;

    private int? MoreRoom() => (int?)Least(_capacity, parts => _terms with { Most = _terms.Most + (int)parts });

    private int? Fewer(DueDate due) => Upwards(Asked(due), parts => Less(due, parts));

    private int? Withdrawn() => Upwards(reserve, parts => _terms with { InitialParts = _terms.InitialParts + parts });

    /// <summary>What a due date asks for beyond those before it.</summary>
    private int Asked(DueDate due) => due.Parts - Math.Max(_terms.InitialParts, _terms.Due.TakeWhile(d => d != due).Select(d => d.Parts).DefaultIfEmpty(0).Max());

    private Terms Later(DueDate? due, TimeSpan delay) =>
        _terms with { Due = [.. _terms.Due.Select(d => due is null || d == due ? d with { Time = d.Time + delay } : d).OrderBy(d => d.Time)] };

    private Terms Less(DueDate due, int parts)
    {
        var first = _terms.Due.TakeWhile(d => d != due).Count();
        var after = _terms.Due.Select((d, i) => i >= first ? d with { Parts = Math.Max(0, d.Parts - parts) } : d).ToList();
        return _terms with { Due = after, Most = _terms.Most - _terms.Due.Max(d => d.Parts) + after.Max(d => d.Parts) };
    }

    private Terms Shorter(Closure closure, TimeSpan by) =>
        _terms with { Closures = [.. _terms.Closures.Select(c => ReferenceEquals(c, closure) ? c with { Start = c.Start + by } : c)] };

    /// <summary>The least amount in (0, most] that helps, where more never hurts; null where none does.</summary>
    private long? Least(long most, Func<long, Terms> terms)
    {
        if (most <= 0 || !Helps(terms(most))) return null;
        var (low, high) = (0L, most); // low does not help, high does
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (Helps(terms(middle))) high = middle;
            else low = middle;
        }
        return high;
    }

    /// <summary>The least amount of parts in 1..most that helps, where more may hurt.</summary>
    private int? Upwards(int most, Func<int, Terms> terms)
    {
        if (most <= 0 || Least(most, parts => Roomy(terms((int)parts))) is not { } floor) return null;
        for (var parts = (int)floor; parts <= most && parts < floor + MostTries; parts++)
        {
            if (Helps(terms(parts))) return parts;
        }
        return null;

        // With room for any surplus, what makes more parts in time also makes fewer.
        Terms Roomy(Terms t) => t with { Most = Math.Max(t.Most, t.InitialParts) + _capacity + (2 * most) };
    }

    private bool Helps(Terms terms)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return terms.AreFeasible(instance);
    }
}
