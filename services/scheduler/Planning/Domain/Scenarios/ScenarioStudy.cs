using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

namespace FactoryTwin.Services.Scheduler.Planning.Domain.Scenarios;

/// <summary>A course that prices may take.</summary>
/// <param name="Weight">How likely, against the other scenarios; positive.</param>
/// <param name="Prices">price(t); must cover the horizon.</param>
public sealed record PriceScenario(double Weight, PriceCurve Prices);

/// <summary>What one scenario costs by each policy: J of the string that was carried out, at the scenario's prices.</summary>
/// <param name="Foresight">The optimum where the scenario is known from the start: no policy costs less.</param>
/// <param name="Fixed">The optimum at the expected prices, carried out whatever comes.</param>
/// <param name="Replanned">Planned anew before each event, on what is known then.</param>
public sealed record ScenarioCosts(Schedule Foresight, Schedule Fixed, Schedule Replanned);

/// <summary>
/// Schedules under uncertain prices. At time t the prices until t + notice are known; beyond, the scenarios that agree with all that is known so far are
/// possible, in proportion to their weights, and their mean is planned on (exact: E is linear in the prices). Before each event the rest is
/// planned anew from the present state, and one event is carried out.
/// </summary>
public static class ScenarioStudy
{
    /// <summary>One plan at a time takes milliseconds.</summary>
    public static readonly ExactLimits Limits = new(20_000, 1 << 22, 20_000_000);

    /// <summary>The costs of each scenario; null where the instance has no valid string.</summary>
    /// <param name="instance">Its own prices are not looked at.</param>
    /// <param name="scenarios">At least one.</param>
    /// <param name="notice">How far ahead prices are known.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InstanceTooLargeException">The instance is beyond <see cref="Limits"/>.</exception>
    public static IReadOnlyList<ScenarioCosts>? Of(PlanningInstance instance, IReadOnlyList<PriceScenario> scenarios, TimeSpan notice, CancellationToken cancellationToken)
    {
        var decider = new ExactDecider { Limits = Limits };
        var expected = decider.Decide(instance with { Prices = Mean(instance, scenarios) }, cancellationToken);
        if (!expected.IsFeasible) return null;
        return [.. scenarios.Select(s => new ScenarioCosts(
            decider.Decide(instance with { Prices = s.Prices }, cancellationToken),
            Priced(instance with { Prices = s.Prices }, expected.Events),
            Replan(instance, scenarios, s, notice, decider, cancellationToken)))];
    }

    /// <summary>
    /// The same with one forecast instead of scenarios: at time t the prices until t + notice are known, beyond it the forecast is planned on. Null where the instance has no valid string.
    /// </summary>
    /// <param name="instance">Its own prices are those that come.</param>
    /// <param name="forecast">What is expected by one who knows prices until a time; must cover the horizon from there on.</param>
    /// <param name="notice">How far ahead prices are known.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InstanceTooLargeException">The instance is beyond <see cref="Limits"/>.</exception>
    public static ScenarioCosts? Of(PlanningInstance instance, Func<DateTimeOffset, PriceCurve> forecast, TimeSpan notice, CancellationToken cancellationToken)
    {
        var decider = new ExactDecider { Limits = Limits };
        var foresight = decider.Decide(instance, cancellationToken);
        if (!foresight.IsFeasible) return null;
        var once = decider.Decide(instance with { Prices = Known(instance) }, cancellationToken);
        return new ScenarioCosts(foresight, Priced(instance, once.Events), Replan(instance, Known, decider, cancellationToken));

        PriceCurve Known(PlanningInstance at)
        {
            var (start, end, known) = (at.Automaton.Start, at.Automaton.Horizon, at.Automaton.Start + notice);
            return known >= end ? instance.Prices : PriceCurve.Create(instance.Prices.Cut(start, known).Concat(forecast(known).Cut(known, end)));
        }
    }

    /// <summary>The weighted mean of scenarios over the horizon.</summary>
    internal static PriceCurve Mean(PlanningInstance instance, IReadOnlyList<PriceScenario> scenarios)
    {
        var (start, end) = (instance.Automaton.Start, instance.Automaton.Horizon);
        var cuts = scenarios.Select(s => s.Prices.Cut(start, end)).ToList();
        DateTimeOffset[] borders = [.. cuts.SelectMany(c => c).SelectMany(s => new[] { s.Start, s.End }).Distinct().Order()];
        var weight = scenarios.Sum(s => s.Weight);
        var steps = borders.Zip(borders.Skip(1)).Select(b => new PriceStep(b.First, b.Second, scenarios.Sum(s => s.Weight * s.Prices.PriceAt(b.First)!.Value) / weight));
        return PriceCurve.Create(steps);
    }

    private static Schedule Replan(
        PlanningInstance given, IReadOnlyList<PriceScenario> scenarios, PriceScenario real, TimeSpan notice, ExactDecider decider, CancellationToken cancellationToken)
    {
        var possible = scenarios.ToList();
        return Replan(given with { Prices = real.Prices }, Expected, decider, cancellationToken);

        PriceCurve Expected(PlanningInstance at)
        {
            possible.RemoveAll(s => !Agree(s.Prices, real.Prices, given.Automaton.Start, at.Automaton.Start + notice));
            return Mean(at, possible);
        }
    }

    /// <summary>Planned anew before each event on the prices that are expected then, at the instance's own prices.</summary>
    private static Schedule Replan(PlanningInstance given, Func<PlanningInstance, PriceCurve> expected, ExactDecider decider, CancellationToken cancellationToken)
    {
        var (carried, at) = (new List<ScheduledEvent>(), given);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var plan = decider.Decide(at with { Prices = expected(at) }, cancellationToken);
            if (plan.Events.Count == 0) break;
            var next = plan.Events[0];
            carried.Add(next);
            var a = at.Automaton;
            // Where it stood before the event, what is forbidden by the event before is no more; after the event it is the event that counts.
            at = at with { Automaton = new PricedTimedAutomaton(a.Model, a.DueDates, next.PartsAfter, next.End, a.Closures), PreviousEvent = next.Event.Letter };
            if (at.Automaton.Start >= a.Horizon) break;
        }
        return Priced(given, carried);
    }

    /// <summary>The same prices until a time.</summary>
    private static bool Agree(PriceCurve a, PriceCurve b, DateTimeOffset start, DateTimeOffset until) =>
        a.Cut(start, until).SelectMany(s => new[] { s.Start }).Concat(b.Cut(start, until).Select(s => s.Start)).All(t => a.PriceAt(t) == b.PriceAt(t));

    /// <summary>The string at an instance's prices.</summary>
    private static Schedule Priced(PlanningInstance instance, IReadOnlyList<ScheduledEvent> events)
    {
        var builder = new ScheduleBuilder(instance);
        foreach (var e in events)
        {
            while (builder.Time < e.Start) builder.Stand();
            builder.Add(e.Event);
        }
        return builder.Build();
    }
}
