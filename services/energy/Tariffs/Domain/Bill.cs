namespace FactoryTwin.Services.Energy.Tariffs.Domain;

/// <summary>What was taken in [Start, End), spread evenly over it.</summary>
/// <param name="Start">From when.</param>
/// <param name="End">Until when.</param>
/// <param name="Kwh">Active energy, not negative.</param>
/// <param name="Kvarh">Reactive energy, not negative.</param>
public readonly record struct Taken(DateTimeOffset Start, DateTimeOffset End, double Kwh, double Kvarh)
{
    /// <summary>The share of it that lies in [start, end), 0 to 1.</summary>
    public double Share(DateTimeOffset start, DateTimeOffset end)
    {
        var (from, to) = (Start > start ? Start : start, End < end ? End : end);
        return from < to ? (to - from) / (End - Start) : 0;
    }
}

/// <summary>Energy of one band and what it costs.</summary>
public readonly record struct BandCost(Band Band, double Kwh, double Cost);

/// <summary>The bill of a month, or of the part of it that a version holds for.</summary>
public sealed record BillPartModel(DateOnly Month, TariffVersionModel Version, DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<BandCost> Bands)
{
    /// <summary>The largest demand among the windows that count, and when its window started.</summary>
    public Demand Max { get; init; }

    /// <summary>Kilowatts charged for.</summary>
    public double BilledKw { get; init; }

    /// <summary>The share of the month that this part is.</summary>
    public double MonthShare { get; init; }

    /// <summary>Cost of demand.</summary>
    public double DemandCost { get; init; }

    /// <summary>Null: there is no rule, or no energy.</summary>
    public double? PowerFactor { get; init; }

    /// <summary>By the rule.</summary>
    public double AdjustmentPercent { get; init; }

    /// <summary>Cost of surcharges.</summary>
    public double SurchargeCost { get; init; }

    /// <summary>Active energy.</summary>
    public double Kwh => Bands.Sum(b => b.Kwh);

    /// <summary>What the power factor adds or takes off.</summary>
    public double AdjustmentCost => (Bands.Sum(b => b.Cost) + DemandCost) * AdjustmentPercent / 100;

    /// <summary>All of it.</summary>
    public double Total => Bands.Sum(b => b.Cost) + DemandCost + AdjustmentCost + SurchargeCost;
}

/// <summary>Bills: cost = sum of energy times price, plus demand, plus or minus power factor, plus surcharges.</summary>
public static class Bill
{
    /// <summary>The parts of the bill over [start, end); <paramref name="taken"/> is ordered, without overlap and within it.</summary>
    public static IEnumerable<BillPartModel> Parts(TariffClock clock, IReadOnlyList<Taken> taken, DateTimeOffset start, DateTimeOffset end)
    {
        var first = 0;
        foreach (var (from, to, month, version) in clock.Parts(start, end))
        {
            while (first < taken.Count && taken[first].End <= from) first++;
            var last = first;
            while (last < taken.Count && taken[last].Start < to) last++;
            yield return Part(clock, new ArraySegment<Taken>([.. taken], first, last - first), from, to, month, version);
        }
    }

    private static BillPartModel Part(TariffClock clock, ArraySegment<Taken> taken, DateTimeOffset start, DateTimeOffset end, DateOnly month, TariffVersionModel version)
    {
        var stretches = clock.Stretches(start, end).ToList();
        var part = new BillPartModel(month, version, start, end, Bands(taken, stretches)) { MonthShare = (end - start) / clock.LengthOf(month) };
        if (version.Demand is { } demand)
        {
            var max = DemandMeter.Largest(taken, stretches, demand, start, end);
            var billed = demand.Billed(max.Kw);
            part = part with { Max = max, BilledKw = billed, DemandCost = billed * demand.PricePerKw * part.MonthShare };
        }
        if (version.PowerFactor is { } rule && part.Kwh > 0)
        {
            var factor = rule.Of(part.Kwh, taken.Sum(t => t.Kvarh * t.Share(start, end)));
            part = part with { PowerFactor = factor, AdjustmentPercent = rule.Adjustment(factor) };
        }
        return part with { SurchargeCost = part.Kwh * version.SurchargePerKwh };
    }

    private static List<BandCost> Bands(ArraySegment<Taken> taken, List<TariffStretch> stretches)
    {
        var sums = new SortedDictionary<Band, BandCost>();
        var first = 0;
        foreach (var stretch in stretches)
        {
            while (first < taken.Count && taken[first].End <= stretch.Start) first++;
            var kwh = 0.0;
            for (var i = first; i < taken.Count && taken[i].Start < stretch.End; i++) kwh += taken[i].Kwh * taken[i].Share(stretch.Start, stretch.End);
            var before = sums.GetValueOrDefault(stretch.Band);
            sums[stretch.Band] = new BandCost(stretch.Band, before.Kwh + kwh, before.Cost + (kwh * stretch.PricePerKwh));
        }
        return [.. sums.Values];
    }
}
