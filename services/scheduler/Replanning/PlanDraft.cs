using FactoryTwin.Services.Scheduler.Planning;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Negotiating;
using FactoryTwin.Services.Scheduler.Replanning.Domain;
using Google.Protobuf.WellKnownTypes;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Replanning;

/// <summary>Makes a plan out of a situation: both schedules, the saving, and the reason.</summary>
internal static class PlanDraft
{
    /// <summary>The plan, without its revision.</summary>
    /// <param name="situation">What it starts from.</param>
    /// <param name="prices">What is known of the prices.</param>
    /// <param name="trouble">Why no more is known; empty where nothing went wrong.</param>
    /// <param name="pending">What set it off.</param>
    /// <param name="before">The plan in force and the prices it was made on; null for the first one.</param>
    /// <param name="decider">How the machine's plans are made.</param>
    /// <param name="window">N.</param>
    /// <param name="terms">What a negotiation may offer where there is no schedule.</param>
    /// <param name="decideBy">How long a person may take over it.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static V1.Plan Make(
        Situation situation, KnownPrices prices, string trouble, PendingPlan pending, (PlanTrack Track, PriceCurve Prices)? before,
        DeciderKind decider, int window, NegotiationTerms terms, DateTimeOffset decideBy, CancellationToken cancellationToken)
    {
        var instance = situation.Instance(prices.Curve);
        var decision = Decide(instance, situation.OverrunDueDate(), trouble, decider, window, cancellationToken);
        var demands = instance.Automaton.DueDates.Ordered.Select(d => new V1.Demand { Parts = d.Parts, DueTime = d.Time.ToTimestamp() }).ToList();
        var plan = new V1.Plan
        {
            CreateTime = situation.Now.ToTimestamp(),
            Schedule = decision.Schedule.ToMessage(decision.Kind, demands),
            Benchmark = decision.Benchmark.ToMessage(DeciderKind.Benchmark, demands),
            Prices = { prices.Curve.Cut(situation.Start, instance.Automaton.Horizon).Select(PlanConversions.ToMessage) },
            Currency = prices.Currency,
            InitialParts = situation.InitialParts,
            Demands = { demands },
            Blocks = { situation.Blocks },
        };
        if (!decision.Schedule.IsFeasible) plan.Negotiation = Negotiation.Of(instance, terms, decideBy, cancellationToken).ToMessage(demands, model: null);
        if (decision.SavingPercent is { } percent) plan.SavingPercent = percent;
        var changes = before is { } old && pending.AboutPrices ? PriceChange.Between(old.Prices, prices.Curve, situation.Now, instance.Automaton.Horizon) : [];
        plan.Trigger = pending.Trigger(pricesMatter: changes.Count > 0);
        plan.Reason = Reason(situation, prices, pending, before?.Track, changes, plan, decision.Kind == decider);
        return plan;
    }

    private static Decision Decide(
        PlanningInstance instance, Obstacle? overrun, string trouble, DeciderKind decider, int window, CancellationToken cancellationToken)
    {
        if (overrun is not null)
        {
            var failed = Schedule.Infeasible(overrun, instance.Automaton.InitialState);
            return new Decision(decider, failed, failed);
        }
        var decision = Decision.OfWhatFits(instance, decider, window, cancellationToken);
        if (trouble.Length == 0 || decision.Benchmark.IsFeasible) return decision;
        return decision with { Schedule = Explained(decision.Schedule), Benchmark = Explained(decision.Benchmark) };

        Schedule Explained(Schedule schedule) => schedule with { InfeasibleReason = $"{schedule.InfeasibleReason.TrimEnd('.')}; {trouble}." };
    }

    private static string Reason(
        Situation situation, KnownPrices prices, PendingPlan pending, PlanTrack? before, IReadOnlyList<PriceChange> changes, V1.Plan plan, bool asAsked)
    {
        var now = situation.Now;
        var price = plan.Trigger == V1.PlanTrigger.PricesChanged ? PlanReason.OfPrices(changes, prices.Currency, now) : "";
        var words = pending.Words();
        var settled = situation.SettledWords();
        if (words.Contains(settled, StringComparison.Ordinal)) settled = "";
        var what = PlanReason.Join(price, words, settled);
        if (plan.Negotiation is { } negotiation)
        {
            var offered = negotiation.Relaxations.Count == 0 ? "no single concession helps" : $"{Say.Count(negotiation.Relaxations.Count, "relaxation")} offered";
            return PlanReason.Join(what, $"no feasible schedule: {plan.Schedule.InfeasibleReason}", offered, "the expert rules run meanwhile");
        }
        if (situation.Orders.Open.Count == 0) return PlanReason.Join(what, "no open orders, nothing to make");
        var moves = before is null ? "" : PlanReason.OfMoves(changes, before.Events, plan.ToTrack(situation.Running).Events, now);
        var instead = asAsked ? "" : "too large for the exact optimum, so planned by look-ahead";
        return PlanReason.Join(what, moves, PlanReason.OfSaving(plan.HasSavingPercent ? plan.SavingPercent : null), instead);
    }
}
