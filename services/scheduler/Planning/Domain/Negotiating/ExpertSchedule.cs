namespace FactoryTwin.Services.Scheduler.Planning.Domain.Negotiating;

/// <summary>
/// The fallback where no valid string exists: rules that a person wrote, followed without search until all that is owed is made. Closures,
/// forbidden successions and I_alloc hold as ever; due dates and the horizon do not. After the horizon, and where no rule's batch is
/// possible, the largest batch that is owed is made at once.
/// </summary>
public sealed class ExpertSchedule
{
    private const int MostEvents = 10_000;

    private readonly PlanningInstance _instance;
    private readonly IReadOnlyList<ExpertRule> _rules;
    private readonly PricedTimedAutomaton _automaton;
    private readonly long _shortest;

    private ExpertSchedule(PlanningInstance instance, IReadOnlyList<ExpertRule> rules)
    {
        (_instance, _rules, _automaton) = (instance, rules, instance.Automaton);
        _shortest = _automaton.Events.Where(e => !e.IsIdle).Min(e => e.Duration.Ticks);
    }

    /// <summary>Follows the rules.</summary>
    public static Fallback Of(PlanningInstance instance, IReadOnlyList<ExpertRule> rules)
    {
        // Beyond what is known the last price counts on: the machine has to run, whatever is known.
        var automaton = instance.Automaton;
        var end = new DateTimeOffset(Math.Max(automaton.Horizon.UtcTicks, automaton.Closures.Ends.LastOrDefault()) + (MostEvents * automaton.Events.Max(e => e.Duration.Ticks)), TimeSpan.Zero);
        var padded = instance with { Prices = Padded(instance.Prices, automaton.Start, end) };
        var schedule = new ExpertSchedule(padded, rules).Run();
        var last = schedule.Events.Count == 0 ? automaton.Start : schedule.Events[^1].End;
        return new Fallback(schedule, [.. Shortfalls(automaton, schedule)], instance.Prices.FirstGap(automaton.Start, last));
    }

    private Schedule Run()
    {
        var builder = new ScheduleBuilder(_instance);
        while (builder.Parts < _automaton.Demand && builder.Count < MostEvents)
        {
            if (Next(builder) is { } b) builder.Add(_automaton.Model.EventAfter(builder.Class, b)!);
            else if (_automaton.Closures.StandsUntil(builder.Time.UtcTicks) is not null) builder.Stand();
            else break; // nothing may follow
        }
        return builder.Build() with { IsFeasible = false };
    }

    private int? Next(ScheduleBuilder at)
    {
        var owed = _automaton.Demand - at.Parts;
        if (at.Time < _automaton.Horizon)
        {
            var slack = (_automaton.DueDates.EnoughUntil(at.Parts) ?? _automaton.Horizon) - at.Time;
            var price = _instance.Prices.PriceAt(at.Time);
            foreach (var rule in _rules.Where(r => r.Applies(price, slack)))
            {
                if (rule.Size is { } size ? IsPossible(at, size) : Largest(at, owed) is not null) return rule.Size ?? Largest(at, owed);
            }
        }
        if (Largest(at, owed) is { } largest) return largest;
        for (var b = owed + 1; b <= _automaton.Model.Capacity; b++)
        {
            if (IsPossible(at, b)) return b;
        }
        var closing = !_automaton.Closures.IsFree(at.Time.UtcTicks, _shortest);
        return !closing && IsPossible(at, 0) ? 0 : null;
    }

    private int? Largest(ScheduleBuilder at, int owed)
    {
        for (var b = Math.Min(owed, _automaton.Model.Capacity); b > 0; b--)
        {
            if (IsPossible(at, b)) return b;
        }
        return null;
    }

    private bool IsPossible(ScheduleBuilder at, int b)
    {
        if (b > _automaton.Model.Capacity || at.Parts + b > Math.Max(_automaton.LargestState, at.Parts)) return false;
        return _automaton.Model.EventAfter(at.Class, b) is { } sigma && _automaton.Closures.IsFree(at.Time.UtcTicks, sigma.Duration.Ticks);
    }

    private static IEnumerable<Shortfall> Shortfalls(PricedTimedAutomaton automaton, Schedule schedule)
    {
        foreach (var due in automaton.DueDates.Ordered)
        {
            var made = automaton.Start <= due.Time ? schedule.Events.Where(e => e.End <= due.Time).Select(e => e.PartsAfter).Append(automaton.InitialState).Max() : automaton.InitialState;
            var late = automaton.Start > due.Time && due.Parts > automaton.InitialState;
            if (made < due.Parts || late) yield return new Shortfall(due, Math.Max(0, due.Parts - made), schedule.Events.FirstOrDefault(e => e.PartsAfter >= due.Parts)?.End);
        }
    }

    private static PriceCurve Padded(PriceCurve prices, DateTimeOffset start, DateTimeOffset end)
    {
        var steps = new List<PriceStep>();
        var known = prices.Cut(start, end);
        var (at, price) = (start, known.Count > 0 ? known[0].Price : prices.Steps.Count > 0 ? prices.Steps[^1].Price : 0);
        foreach (var step in known)
        {
            if (step.Start > at) steps.Add(new PriceStep(at, step.Start, price));
            steps.Add(step);
            (at, price) = (step.End, step.Price);
        }
        if (at < end) steps.Add(new PriceStep(at, end, price));
        return PriceCurve.Create(steps).WithSolar(prices.Solar?.Steps ?? []);
    }
}
