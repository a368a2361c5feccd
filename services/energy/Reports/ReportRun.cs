using FactoryTwin.Energy.V1;
using FactoryTwin.Services.Energy.Reports.Domain;

namespace FactoryTwin.Services.Energy.Reports;

/// <summary>Adds up a report's intervals into its rows.</summary>
/// <param name="report">Says what rows are told apart by.</param>
/// <param name="makers">Of each product the nodes that make it; null: all.</param>
internal sealed class ReportRun(EnergyReport report, IReadOnlyList<HashSet<string>?> makers)
{
    private readonly bool _day = report.Dimensions.Contains(ReportDimension.Day);
    private readonly bool _shift = report.Dimensions.Contains(ReportDimension.Shift);
    private readonly bool _unit = report.Dimensions.Contains(ReportDimension.Unit);
    private readonly bool _product = report.Dimensions.Contains(ReportDimension.Product);
    private readonly Dictionary<(string Day, string Shift, string Product), double> _made = [];
    private double[] _now = [];

    /// <summary>Sums by row.</summary>
    public Dictionary<RowKey, RowSum> Sums { get; } = [];

    /// <summary>How far readings cover, by row without product.</summary>
    public Dictionary<RowKey, RowSum> Cover { get; } = [];

    /// <summary>What is made in the interval that the next calls are of; NaN: not known.</summary>
    public void Made(ShiftStretch at, IEnumerable<double> quantities)
    {
        _now = [.. quantities];
        for (var p = 0; p < _now.Length; p++)
        {
            if (double.IsNaN(_now[p])) continue;
            var key = (_day ? $"{at.Day:yyyy-MM-dd}" : "", _shift ? at.Shift : "", report.Products[p].Product);
            _made[key] = _made.GetValueOrDefault(key) + _now[p];
        }
    }

    /// <summary>What a node took of a carrier in the interval; null: not known.</summary>
    public void Took(ShiftStretch at, string node, string carrier, double covered, (decimal Quantity, decimal Cost)? amount)
    {
        var key = new RowKey(_day ? $"{at.Day:yyyy-MM-dd}" : "", _shift ? at.Shift : "", _unit ? node : "", carrier, "");
        Row(Cover, key).Saw(covered);
        var weights = _product ? _now.Select((quantity, p) => makers[p] is null || makers[p]!.Contains(node) ? quantity : 0).ToList() : [];
        var (quantity, cost) = amount ?? (0, 0);
        var (quantities, costs) = (ReportMath.Split(quantity, weights), ReportMath.Split(cost, weights));
        if (quantities.Length == 0) Row(Sums, key).Add(quantity, cost);
        for (var p = 0; p < quantities.Length; p++)
        {
            if (weights[p] > 0) Row(Sums, key with { Product = report.Products[p].Product }).Add(quantities[p], costs[p]);
        }
    }

    /// <summary>What was made of a row's product.</summary>
    public double? Production(RowKey key) => _made.TryGetValue((key.Day, key.Shift, key.Product), out var made) ? made : null;

    private static RowSum Row(Dictionary<RowKey, RowSum> rows, RowKey key) => rows.TryGetValue(key, out var sum) ? sum : rows[key] = new RowSum();
}
