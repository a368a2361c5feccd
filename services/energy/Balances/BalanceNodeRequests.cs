using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;

namespace FactoryTwin.Services.Energy.Balances;

/// <summary>Checks nodes as they are sent; every fault is told at once, by field. What they refer to is looked up by <see cref="BalanceNodeLinks"/>.</summary>
internal static class BalanceNodeRequests
{
    private const int MaxText = 200;
    private const int MaxMeters = 200;
    private const int MaxRules = 50;
    private const int MinutesADay = 1_440;
    private static readonly string[] Changeable = ["display_name", "parent", "level", "asset", "meters", "rules"];

    /// <summary>The node as it will be stored.</summary>
    public static BalanceNode Created(CreateBalanceNodeRequest request)
    {
        var (given, name) = NewResource.Of(request.BalanceNode, request.BalanceNodeId, "balanceNodes", "balance_node", static (each, its, faults) => Check(each, its, faults));
        var node = given.Clone();
        node.Name = name;
        return node;
    }

    /// <summary>The stored node with the request's changes.</summary>
    public static BalanceNode Updated(BalanceNode stored, UpdateBalanceNodeRequest request) =>
        ResourceChange.Of(stored, request.BalanceNode, request.UpdateMask, Changeable, static (each, faults) => Check(each, each.Name, faults));

    private static void Check(BalanceNode given, string name, Faults faults)
    {
        faults.Unless(!string.IsNullOrWhiteSpace(given.DisplayName) && given.DisplayName.Length <= MaxText, "balance_node.display_name", $"is required, with at most {MaxText} characters");
        faults.Unless(given.Parent.Length == 0 || ResourceNames.IsName(given.Parent, "balanceNodes"), "balance_node.parent", "must be empty or look like balanceNodes/{balance_node}");
        faults.Unless(given.Level != BalanceLevel.Unspecified && Enum.IsDefined(given.Level), "balance_node.level", "is required");
        faults.Unless(given.Asset.Length == 0 || ResourceNames.IsName(given.Asset, "assets"), "balance_node.asset", "must be empty or look like assets/{asset}");
        faults.Unless(given.Meters.Count <= MaxMeters, "balance_node.meters", $"may have at most {MaxMeters} entries");
        faults.Unless(given.Rules.Count <= MaxRules, "balance_node.rules", $"may have at most {MaxRules} entries");
        var meters = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(given.Meters.Count, MaxMeters); i++) Check(given.Meters[i], $"balance_node.meters[{i}]");
        var carriers = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(given.Rules.Count, MaxRules); i++) Rule(given.Rules[i], $"balance_node.rules[{i}]");

        void Check(NodeMeter one, string field)
        {
            faults.Unless(ResourceNames.IsName(one.Meter, "meters"), $"{field}.meter", "must look like meters/{meter}");
            faults.Unless(meters.Add(one.Meter), $"{field}.meter", "is there twice");
            faults.Unless(one.Role != MeterRole.Unspecified && Enum.IsDefined(one.Role), $"{field}.role", "is required");
            if (one.Role != MeterRole.Delivery) faults.Unless(one.Target.Length == 0, $"{field}.target", "is of a delivery");
            else if (!ResourceNames.IsName(one.Target, "balanceNodes")) faults.Add($"{field}.target", "must look like balanceNodes/{balance_node}");
            else faults.Unless(one.Target != name, $"{field}.target", "is the node itself");
        }

        void Rule(BalanceRule one, string field)
        {
            faults.Unless(one.Carrier.Length is > 0 and <= MaxText, $"{field}.carrier", $"is required, with at most {MaxText} characters");
            faults.Unless(carriers.Add(one.Carrier), $"{field}.carrier", "is there twice");
            faults.Unless(one.ThresholdPercent is > 0 and <= 100, $"{field}.threshold_percent", "must be a number above 0, at most 100");
            faults.Unless(one.Periods is >= 0 and <= 1_000, $"{field}.periods", "must be 0 to 1000");
            faults.Unless(one.PeriodMinutes == 0 || (one.PeriodMinutes is >= 1 and <= MinutesADay && MinutesADay % one.PeriodMinutes == 0), $"{field}.period_minutes", "must be a whole part of a day, from a minute");
            faults.Unless(one.LossPercent is >= 0 and <= 100, $"{field}.loss_percent", "must be a number from 0 to 100");
            faults.Unless(one.LossPerHour is >= 0 and <= 1e12, $"{field}.loss_per_hour", "must be a number from 0 to 1e12");
        }
    }
}
