using FactoryTwin.Services.Energy.Reports.Domain;

namespace FactoryTwin.Services.Energy.Reports;

/// <summary>A row, rounded.</summary>
internal sealed record TableRow(RowKey Key, string Unit, decimal Quantity, decimal? Cost, string Currency, double CoveredPercent, double? Production, string ProductionUnit);

/// <summary>A carrier's sum over its rows, and beside it that over its demand lines.</summary>
internal sealed record TableTotal(string Carrier, string Unit, decimal Quantity, decimal? Cost, string Currency, double CoveredPercent, decimal? DemandCost);

/// <summary>A report's figures. The totals are the sums of the rows as they are shown.</summary>
internal sealed record ReportTable(IReadOnlyList<TableRow> Rows, IReadOnlyList<TableTotal> Totals, IReadOnlyList<TableDemand> Demands, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>Rounds the rows of each carrier so that they add up.</summary>
    public static ReportTable Of(
        IReadOnlyDictionary<RowKey, RowSum> sums,
        Func<RowKey, RowSum> cover,
        Func<string, (string Unit, string Currency)> carrier,
        Func<RowKey, (double? Quantity, string Unit)> production,
        IReadOnlyList<TableDemand> demands,
        DateTimeOffset start,
        DateTimeOffset end)
    {
        var (rows, totals) = (new List<TableRow>(), new List<TableTotal>());
        foreach (var group in sums.GroupBy(s => s.Key.Carrier, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var (unit, currency) = carrier(group.Key);
            var ordered = group.OrderBy(s => s.Key).ToList();
            var (quantities, costs) = (ReportMath.Round([.. ordered.Select(s => s.Value.Quantity)]), ReportMath.Round([.. ordered.Select(s => s.Value.Cost)]));
            for (var i = 0; i < ordered.Count; i++)
            {
                var (made, madeUnit) = production(ordered[i].Key);
                rows.Add(new TableRow(ordered[i].Key, unit, quantities[i], currency.Length > 0 ? costs[i] : null, currency, Percent([cover(ordered[i].Key)]), made, madeUnit));
            }
            var seen = ordered.Select(s => s.Key with { Product = "" }).Distinct().Select(cover);
            var lines = demands.Where(d => d.Carrier == group.Key).ToList();
            decimal? demand = lines.Count > 0 && lines.TrueForAll(d => d.Cost is not null) ? lines.Sum(d => d.Cost!.Value) : null;
            totals.Add(new TableTotal(group.Key, unit, quantities.Sum(), currency.Length > 0 ? costs.Sum() : null, currency, Percent(seen), demand));
        }
        return new ReportTable([.. rows.OrderBy(r => r.Key)], totals, demands, start, end);
    }

    private static double Percent(IEnumerable<RowSum> of)
    {
        var (covered, cells) = (0.0, 0);
        foreach (var sum in of) (covered, cells) = (covered + sum.Cover.Covered, cells + sum.Cover.Cells);
        return cells == 0 ? 0 : covered / cells * 100;
    }
}
