using FactoryTwin.Hosting;
using FactoryTwin.Services.Scheduler.Planning.Domain.Negotiating;
using V1 = FactoryTwin.Scheduler.V1;

namespace FactoryTwin.Services.Scheduler.Planning;

/// <summary>Checks what a negotiation may offer, and turns it into the domain's; every fault is named by its field.</summary>
internal static class NegotiationCheck
{
    private const int MaxRules = 50;
    private const double MaxCost = 1e9;
    private static readonly TimeSpan MaxSlack = TimeSpan.FromDays(366);

    /// <summary>The terms, usable only where no fault was added.</summary>
    /// <param name="reserve">Parts in reserve.</param>
    /// <param name="costs">Of concessions; null for none.</param>
    /// <param name="rules">Of the fallback.</param>
    /// <param name="capacity">The largest batch.</param>
    /// <param name="prefix">"" or, for example, "machine.".</param>
    /// <param name="faults">Takes the faults.</param>
    public static NegotiationTerms Check(int reserve, V1.ConcessionCosts? costs, IList<V1.ExpertRule> rules, int capacity, string prefix, Faults faults)
    {
        faults.Unless(reserve is >= 0 and <= InstanceCheck.MaxParts, $"{prefix}reserve_parts", $"must be 0 to {InstanceCheck.MaxParts}");
        costs ??= new V1.ConcessionCosts();
        foreach (var (value, field) in new[]
                 {
                     (costs.LatenessWeight, "lateness_weight"), (costs.MissingWeight, "missing_weight"), (costs.WithdrawalWeight, "withdrawal_weight"),
                     (costs.SurplusWeight, "surplus_weight"), (costs.OvertimeWeight, "overtime_weight"),
                 })
        {
            faults.Unless(value is >= 0 and <= MaxCost, $"{prefix}concession_costs.{field}", "must be 0 to 1e9");
        }
        faults.Unless(rules.Count <= MaxRules, $"{prefix}expert_rules", $"at most {MaxRules} are taken");
        return new NegotiationTerms(
            reserve,
            new ConcessionCosts(costs.LatenessWeight, costs.MissingWeight, costs.WithdrawalWeight, costs.SurplusWeight, costs.OvertimeWeight),
            [.. rules.Take(MaxRules).Select((r, i) => Rule(r, capacity, $"{prefix}expert_rules[{i}]", faults))]);
    }

    /// <summary>What a stored machine offers; it was checked when it was stored.</summary>
    public static NegotiationTerms Of(V1.Machine machine) =>
        Check(machine.ReserveParts, machine.ConcessionCosts, machine.ExpertRules, machine.Model.Capacity, "", new Faults());

    private static ExpertRule Rule(V1.ExpertRule rule, int capacity, string field, Faults faults)
    {
        if (rule.HasParts) faults.Unless(rule.Parts >= 0 && rule.Parts <= capacity, $"{field}.parts", "must be 0 to the capacity");
        if (rule.HasMinPricePerMwh) faults.Unless(double.IsFinite(rule.MinPricePerMwh), $"{field}.min_price_per_mwh", "must be a number");
        if (rule.HasMaxPricePerMwh) faults.Unless(double.IsFinite(rule.MaxPricePerMwh), $"{field}.max_price_per_mwh", "must be a number");
        if (rule is { HasMinPricePerMwh: true, HasMaxPricePerMwh: true }) faults.Unless(!(rule.MinPricePerMwh > rule.MaxPricePerMwh), $"{field}.max_price_per_mwh", "must not be below min_price_per_mwh");
        var slack = rule.MinSlackDuration;
        var sane = slack is null || (slack.Nanos is >= 0 and <= 999_999_999 && slack.Seconds >= 0 && slack.Seconds <= MaxSlack.TotalSeconds);
        faults.Unless(sane, $"{field}.min_slack_duration", "must be 0 s to 366 days");
        return new ExpertRule(
            rule.HasParts ? rule.Parts : null, rule.HasMinPricePerMwh ? rule.MinPricePerMwh : null, rule.HasMaxPricePerMwh ? rule.MaxPricePerMwh : null,
            slack is null || !sane ? null : slack.ToTimeSpan());
    }
}
