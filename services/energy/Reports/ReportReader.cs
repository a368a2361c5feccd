using FactoryTwin.Energy.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Energy.Balances;
using FactoryTwin.Services.Energy.Balances.Domain;
using FactoryTwin.Services.Energy.Meters;
using FactoryTwin.Services.Energy.Reports.Domain;
using FactoryTwin.Services.Energy.Tariffs;

namespace FactoryTwin.Services.Energy.Reports;

/// <summary>Figures of reports, from the readings of meters, a quarter of an hour at a time.</summary>
public sealed class ReportReader(ReportStore reports, BalanceStore nodes, MeterStore meters, ConsumptionReader consumption, TariffStore tariffs)
{
    private const int MaxCells = 1_000_000;
    private const double MaxCost = 1e20;
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    /// <summary>The figures over the days [first, last].</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT or FAILED_PRECONDITION: they cannot be computed; says why.</exception>
    internal async Task<ReportTable> ReadAsync(EnergyReport report, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        var clock = ShiftCalendars.Clock(await reports.Calendars.GetAsync(report.ShiftCalendar, cancellationToken));
        var stretches = clock.Stretches(first, last).ToList();
        var grid = new IntervalGrid(stretches[0].Start, Quarter, (int)Math.Ceiling((stretches[^1].End - stretches[0].Start) / Quarter));
        var tree = new BalanceTree(await nodes.Resources.AllAsync(cancellationToken));
        var intakes = tree.Under(tree.Find(report.BalanceNode) ?? throw RpcErrors.NotFound(report.BalanceNode))
            .SelectMany(n => tree.Terms(n).Where(t => t.Role is Role.Supply or Role.Delivered or Role.Delivery).Select(t => new Intake(n.Name, t.Meter, BalanceMath.Sign(t.Role)))).ToList();
        var placed = new Dictionary<string, Meter>(StringComparer.Ordinal);
        foreach (var name in intakes.Select(t => t.Meter).Concat(report.Products.Select(p => p.Meter)).Distinct(StringComparer.Ordinal))
            placed[name] = await meters.Resources.GetAsync(name, cancellationToken);
        if ((long)placed.Count * grid.Count > MaxCells) throw RpcErrors.InvalidArgument(("last_day", $"{placed.Count} meters over {grid.Count} quarters of an hour are more than {MaxCells}; ask for fewer days"));
        var read = await consumption.ReadAllAsync(placed.Values, grid, cancellationToken);
        var prices = new Dictionary<string, ReportPrices>(StringComparer.Ordinal);
        foreach (var tariff in report.Tariffs)
            prices[tariff.Carrier] = ReportPrices.Of(tariff, await tariffs.FindAsync(tariff.Tariff, cancellationToken) ?? throw RpcErrors.NotFound(tariff.Tariff), grid);
        CheckUnits(intakes.ConvertAll(t => placed[t.Meter]));
        var makers = report.Products.Select(p => p.BalanceNode.Length == 0 ? null : tree.Find(p.BalanceNode) is { } node ? tree.Under(node).Select(n => n.Name).ToHashSet(StringComparer.Ordinal) : []).ToList();
        var run = new ReportRun(report, makers);
        var at = 0;
        for (var i = 0; i < grid.Count; i++)
        {
            while (at < stretches.Count - 1 && stretches[at].End <= grid.Start + (i * Quarter)) at++;
            run.Made(stretches[at], report.Products.Select(p => read.Quantities[p.Meter][i].Quantity));
            foreach (var (node, name, sign) in intakes)
            {
                var (meter, q) = (placed[name], read.Quantities[name][i]);
                var cost = prices.TryGetValue(meter.Carrier, out var price) && !double.IsNaN(q.Quantity) ? q.Quantity * price.PerUnit(meter, i) : 0;
                if (Math.Abs(cost) > MaxCost || Math.Abs(q.Quantity) > MaxCost) throw RpcErrors.FailedPrecondition("QUANTITY_TOO_LARGE", name, "What went through it is too large to be added up.");
                run.Took(stretches[at], node, meter.Carrier, q.Covered, double.IsNaN(q.Quantity) ? null : ((decimal)(sign * q.Quantity), (decimal)(sign * cost)));
            }
        }
        var units = intakes.Select(t => placed[t.Meter]).DistinctBy(m => m.Carrier).ToDictionary(m => m.Carrier, m => (m.Unit, prices.GetValueOrDefault(m.Carrier)?.Currency ?? ""), StringComparer.Ordinal);
        var demands = new List<TableDemand>();
        foreach (var (carrier, price) in prices.OrderBy(p => p.Key, StringComparer.Ordinal)) demands.AddRange(Demands(carrier, price, intakes.Where(t => placed[t.Meter].Carrier == carrier)));
        var products = report.Products.ToDictionary(p => p.Product, p => placed[p.Meter].Unit, StringComparer.Ordinal);
        return ReportTable.Of(
            run.Sums,
            key => run.Cover[key with { Product = "" }],
            carrier => units[carrier],
            key => products.TryGetValue(key.Product, out var unit) ? (run.Production(key), unit) : (null, ""),
            demands,
            grid.Start,
            stretches[^1].End);

        IEnumerable<TableDemand> Demands(string carrier, ReportPrices price, IEnumerable<Intake> of)
        {
            var taken = new ReportDemands(grid);
            var any = false;
            foreach (var (_, name, sign) in of)
            {
                any = true;
                var kwh = sign * price.Kwh(placed[name]);
                taken.Add([.. read.Quantities[name].Select(q => new IntervalShare(q.Quantity * kwh, q.Covered))]);
            }
            return any ? taken.Lines(carrier, price) : [];
        }
    }

    private static void CheckUnits(List<Meter> placed)
    {
        foreach (var carrier in placed.GroupBy(m => m.Carrier, StringComparer.Ordinal).Where(g => g.Select(m => m.Unit).Distinct(StringComparer.Ordinal).Count() > 1))
            throw RpcErrors.FailedPrecondition("UNITS_DIFFER", carrier.First().Name, $"Meters of {carrier.Key} count in {string.Join(" and ", carrier.Select(m => m.Unit).Distinct())}, which cannot be added up.");
    }

    private sealed record Intake(string Node, string Meter, int Sign);
}
