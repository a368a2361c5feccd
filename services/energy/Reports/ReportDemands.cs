using FactoryTwin.Services.Energy.Meters;
using FactoryTwin.Services.Energy.Reports.Domain;
using FactoryTwin.Services.Energy.Tariffs.Domain;

namespace FactoryTwin.Services.Energy.Reports;

/// <summary>A line of what power costs. No cost: it cannot be known, for the reason that is told.</summary>
internal sealed record TableDemand(string Carrier, BillPartModel Part, decimal? Cost, string Currency, string Missing, double CoveredPercent);

/// <summary>What was taken of one carrier at a report's node as a whole, by interval: what its demand is from.</summary>
internal sealed class ReportDemands(IntervalGrid grid)
{
    private readonly double[] _kwh = new double[grid.Count];
    private readonly double[] _covered = new double[grid.Count];
    private int _meters;

    /// <summary>Adds what a meter counted; NaN where that is not known.</summary>
    public void Add(IReadOnlyList<IntervalShare> quantities)
    {
        _meters++;
        for (var i = 0; i < grid.Count; i++)
        {
            if (!double.IsNaN(quantities[i].Kwh)) _kwh[i] += quantities[i].Kwh;
            _covered[i] += quantities[i].Covered;
        }
    }

    /// <summary>The demand lines of the bill of the same time.</summary>
    public IEnumerable<TableDemand> Lines(string carrier, ReportPrices prices)
    {
        // What was delivered beyond what was taken is no demand.
        var taken = _kwh.Select((kwh, i) => new Taken(grid.Start + (i * grid.Length), grid.Start + ((i + 1) * grid.Length), Math.Max(0, kwh), 0)).ToList();
        foreach (var part in Bill.Parts(prices.Clock, taken, grid.Start, grid.End))
        {
            if (part.Version.Demand is not { } demand) continue;
            var missing = demand.Basis != DemandBasisKind.Capacity && demand.WindowMinutes < grid.Length.TotalMinutes
                ? $"windows of {demand.WindowMinutes} minutes cannot be told from quarters of an hour"
                : "";
            yield return new TableDemand(carrier, part, missing.Length > 0 ? null : Math.Round((decimal)part.DemandCost, ReportMath.Decimals, MidpointRounding.AwayFromZero), prices.Currency, missing, Covered(part));
        }
    }

    private double Covered(BillPartModel part)
    {
        var within = Enumerable.Range(0, grid.Count).Where(i => grid.Start + (i * grid.Length) >= part.Start && grid.Start + (i * grid.Length) < part.End).ToList();
        return within.Count == 0 ? 0 : within.Sum(i => _covered[i]) / (within.Count * _meters) * 100;
    }
}

/// <summary>What a meter counted in an interval, as energy that came in, and how much of the interval its readings cover.</summary>
internal readonly record struct IntervalShare(double Kwh, double Covered);
