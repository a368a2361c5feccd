using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Services.Energy.Tariffs.Domain;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.Energy.Tariffs;

/// <summary>Requests for bills, checked; and bills as the contract has them.</summary>
internal static class BillRequests
{
    private const int MaxIntervals = 100_000;
    private const double MaxEnergy = 1e9;
    private static readonly TimeSpan MaxInterval = TimeSpan.FromDays(1);

    /// <summary>What was taken, and from when until when the bill is.</summary>
    public static (List<Taken> Taken, DateTimeOffset Start, DateTimeOffset End) Checked(CalculateBillRequest request, TariffModel tariff)
    {
        var faults = new Faults();
        faults.Unless(request.Intervals.Count is >= 1 and <= MaxIntervals, "intervals", $"must be 1 to {MaxIntervals}");
        faults.ThrowIfAny();
        var taken = request.Intervals.Select((t, i) => One(t, $"intervals[{i}]", faults)).ToList();
        faults.ThrowIfAny();
        for (var i = 1; i < taken.Count; i++)
            faults.Unless(taken[i].Start >= taken[i - 1].End, $"intervals[{i}].start_time", "must not be before the end_time of the interval before it");
        var (start, end) = TariffRequests.Span(request.StartTime ?? request.Intervals[0].StartTime, request.EndTime ?? request.Intervals[^1].EndTime, faults);
        faults.Unless(taken[0].Start >= start, "intervals[0].start_time", "must not be before the bill's start_time");
        faults.Unless(taken[^1].End <= end, $"intervals[{taken.Count - 1}].end_time", "must not be after the bill's end_time");
        faults.ThrowIfAny();
        Suits(request, tariff, start, end, faults);
        faults.ThrowIfAny();
        return (taken, start, end);
    }

    public static BillPart ToMessage(this BillPartModel part)
    {
        var message = new BillPart
        {
            Month = $"{part.Month:yyyy-MM}",
            Version = $"{part.Version.EffectiveDay:yyyy-MM-dd}",
            StartTime = part.Start.ToTimestamp(),
            EndTime = part.End.ToTimestamp(),
            Lines = { part.Bands.Select(b => new BillLine { Band = (TariffBand)b.Band, EnergyKwh = b.Kwh, EnergyCost = b.Cost }) },
            MaxDemandKw = part.Max.Kw,
            MaxDemandTime = part.Max.Kw > 0 ? part.Max.Start.ToTimestamp() : null,
            BilledDemandKw = part.BilledKw,
            MonthShare = part.MonthShare,
            DemandCost = part.DemandCost,
            AdjustmentPercent = part.AdjustmentPercent,
            AdjustmentCost = part.AdjustmentCost,
            SurchargeCost = part.SurchargeCost,
            TotalCost = part.Total,
        };
        if (part.PowerFactor is { } factor) message.PowerFactor = factor;
        return message;
    }

    private static Taken One(EnergyInterval given, string field, Faults faults)
    {
        var (start, end) = (faults.Time(given.StartTime, $"{field}.start_time"), faults.Time(given.EndTime, $"{field}.end_time"));
        if (start is { } from && end is { } to)
        {
            faults.Unless(to > from, $"{field}.end_time", "must be after start_time");
            faults.Unless(to - from <= MaxInterval, $"{field}.end_time", "must be at most a day after start_time");
        }
        faults.Unless(given.EnergyKwh is >= 0 and <= MaxEnergy, $"{field}.energy_kwh", "must be a number from 0 to 1,000,000,000");
        faults.Unless(!given.HasReactiveKvarh || given.ReactiveKvarh is >= 0 and <= MaxEnergy, $"{field}.reactive_kvarh", "must be a number from 0 to 1,000,000,000");
        return new Taken(start ?? default, end ?? default, given.EnergyKwh, given.ReactiveKvarh);
    }

    /// <summary>What the tariff asks of the intervals: reactive energy for a power factor, and none longer than the window of a demand.</summary>
    private static void Suits(CalculateBillRequest request, TariffModel tariff, DateTimeOffset start, DateTimeOffset end, Faults faults)
    {
        var clock = new TariffClock(tariff);
        var versions = clock.Parts(start, end).Select(p => p.Version).Distinct().ToList();
        faults.Unless(clock.Parts(start, end).FirstOrDefault().Start == start, "start_time", "is before the tariff's first version");
        var factor = versions.Exists(v => v.PowerFactor is not null);
        var window = versions.Where(v => v.Demand is { Basis: not DemandBasisKind.Capacity }).Select(v => TimeSpan.FromMinutes(v.Demand!.WindowMinutes)).DefaultIfEmpty(MaxInterval).Min();
        for (var i = 0; i < request.Intervals.Count; i++)
        {
            var given = request.Intervals[i];
            faults.Unless(!factor || given.HasReactiveKvarh, $"intervals[{i}].reactive_kvarh", "is required by the tariff's power factor rule");
            faults.Unless((given.EndTime - given.StartTime).ToTimeSpan() <= window, $"intervals[{i}].end_time", $"is more than {window.TotalMinutes} minutes after start_time: the tariff's demand cannot be known from it");
        }
    }
}
