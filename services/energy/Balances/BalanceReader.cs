using FactoryTwin.Energy.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Energy.Balances.Domain;
using FactoryTwin.Services.Energy.Meters;
using FactoryTwin.Services.Energy.Meters.Domain;

namespace FactoryTwin.Services.Energy.Balances;

/// <summary>Balances of one carrier by interval.</summary>
internal sealed record BalanceSeries(string Carrier, string Unit, BalanceRule? Rule, IReadOnlyList<JudgedBalance> Balances, Func<int, IEnumerable<string>> Reasons);

/// <summary>Balances of nodes from the readings of their meters.</summary>
public sealed class BalanceReader(MeterStore meters, ConsumptionReader consumption)
{
    private const int MaxCells = 200_000;
    private const int MaxReasons = 10;

    /// <summary>By carrier: of the node alone, or with all its parts.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT, "end_time": too much for one answer.</exception>
    internal async Task<List<BalanceSeries>> ReadAsync(BalanceTree tree, BalanceNode top, bool parts, IntervalGrid grid, string carrier, CancellationToken cancellationToken)
    {
        var nodes = parts ? tree.Under(top) : [top];
        var (placed, read) = await MetersAsync(tree, nodes, grid, carrier, cancellationToken);
        return
        [
            .. placed.Values.GroupBy(m => m.Carrier, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => Series(tree, top, nodes, g.Key, g.ToDictionary(m => m.Name, StringComparer.Ordinal), read, grid)),
        ];
    }

    /// <summary>The meters of these nodes, and what went through them.</summary>
    internal async Task<(Dictionary<string, Meter> Placed, ConsumptionSet Read)> MetersAsync(
        BalanceTree tree, IReadOnlyList<BalanceNode> nodes, IntervalGrid grid, string carrier, CancellationToken cancellationToken)
    {
        var placed = new Dictionary<string, Meter>(StringComparer.Ordinal);
        foreach (var name in nodes.SelectMany(tree.Terms).Select(t => t.Meter).Distinct(StringComparer.Ordinal))
        {
            var meter = await meters.Resources.GetAsync(name, cancellationToken);
            if (carrier.Length == 0 || meter.Carrier == carrier) placed[name] = meter;
        }
        if ((long)placed.Count * grid.Count > MaxCells)
            throw RpcErrors.InvalidArgument(("end_time", $"{placed.Count} meters times {grid.Count} intervals are more than {MaxCells}; ask for longer intervals, or a shorter time"));
        return (placed, await consumption.ReadAllAsync(placed.Values, grid, cancellationToken));
    }

    /// <summary>The limits of a rule.</summary>
    internal static BalanceLimits? Limits(BalanceRule? rule) => rule is null ? null : new BalanceLimits(rule.ThresholdPercent, rule.LossPercent, rule.LossPerHour);

    private static BalanceSeries Series(
        BalanceTree tree, BalanceNode top, IReadOnlyList<BalanceNode> nodes, string carrier, Dictionary<string, Meter> placed, ConsumptionSet read, IntervalGrid grid)
    {
        var unit = placed.Values.Select(m => m.Unit).Order(StringComparer.Ordinal).First();
        var comparable = placed.Values.All(m => m.Unit == unit);
        var rule = tree.Rule(top, carrier);
        var own = nodes.Select(n => (Terms: tree.Terms(n).Where(t => placed.ContainsKey(t.Meter)).ToList(), Limits: Limits(tree.Rule(n, carrier)))).Where(n => n.Terms.Count > 0).ToList();
        var border = tree.Border(nodes).Where(t => placed.ContainsKey(t.Meter)).ToList();
        var balances = Enumerable.Range(0, grid.Count).Select(i => One(i)).ToList();
        return new BalanceSeries(carrier, unit, rule, balances, Reasons);

        JudgedBalance One(int i)
        {
            var sums = BalanceMath.Tree(border, own.Select(n => BalanceMath.Sums(n.Terms, Quantity, n.Limits, grid.Length.TotalHours)), Quantity, grid.Length.TotalHours);
            var quantities = placed.Keys.Select(name => read.Quantities[name][i]).ToList();
            var uncertainty = double.IsFinite(sums.Imbalance) && quantities.All(q => !double.IsNaN(q.Quantity))
                ? Uncertainty.Expanded(own.SelectMany(n => BalanceMath.Weights(n.Terms, Quantity, n.Limits)), Error, Quantity)
                : null;
            return BalanceMath.Judge(sums, uncertainty, quantities, Limits(rule), comparable);

            double Quantity(string meter) => read.Quantities[meter][i].Quantity;
        }

        IEnumerable<string> Reasons(int i)
        {
            if (rule is null) yield return $"no rule for {carrier} at {top.Name} or above";
            if (!comparable) yield return $"its meters count in different units: {string.Join(", ", placed.Values.Select(m => m.Unit).Distinct().Order(StringComparer.Ordinal))}";
            foreach (var (name, q) in placed.Keys.Select(name => (name, read.Quantities[name][i])).Where(m => m.Item2.Covered < 1 || double.IsNaN(m.Item2.Quantity) || m.Item2.Quality == ReadingQuality.Bad).OrderBy(m => m.name, StringComparer.Ordinal).Take(MaxReasons))
                yield return q.Quality == ReadingQuality.Bad ? $"{name}: bad readings, {Percent(q.Covered)} covered" : $"{name}: {Percent(q.Covered)} covered";
        }

        MeterError Error(string name) => new(read.Meters[name] is { HasAccuracyPercent: true } known ? known.AccuracyPercent : null, read.Formulas.GetValueOrDefault(name));
    }

    private static string Percent(double share) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Math.Floor(share * 100)} %");
}
