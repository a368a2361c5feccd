using System.Globalization;
using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Services.Energy.Tariffs.Domain;

namespace FactoryTwin.Services.Energy.Tariffs;

/// <summary>Versions of a tariff as the contract has them, read into the domain; what cannot be read is a fault of its field.</summary>
internal sealed class TariffReading(Faults faults)
{
    private const double MaxPrice = 1_000;
    private const double MaxPower = 10_000_000;
    private const int MaxParts = 400;

    /// <summary>The version, with every fault told.</summary>
    public TariffVersionModel Version(TariffVersion given, string field)
    {
        Count(given.Seasons.Count, $"{field}.seasons", 24);
        Count(given.DayTypes.Count, $"{field}.day_types", 24);
        Count(given.SpecialDays.Count, $"{field}.special_days", MaxParts);
        Count(given.Schedules.Count, $"{field}.schedules", MaxParts);
        Count(given.Surcharges.Count, $"{field}.surcharges", 50);
        Count(given.RatioRules.Count, $"{field}.ratio_rules", 50);
        var unreadable = new HashSet<int>();
        var before = faults.Count;
        var seasons = given.Seasons.Select((s, i) => new SeasonModel(s.Id, [.. s.Spans.Take(MaxParts).Select((p, j) => Span(p, $"{field}.seasons[{i}].spans[{j}]"))])).ToList();
        var daysRead = faults.Count == before;
        var model = new TariffVersionModel(
            Day(given.EffectiveDay, $"{field}.effective_day"),
            seasons,
            [.. given.DayTypes.Select((d, i) => new DayTypeModel(d.Id, [.. d.Weekdays.Select((w, j) => Weekday(w, $"{field}.day_types[{i}].weekdays[{j}]"))]))],
            [.. given.SpecialDays.Take(MaxParts).Select((d, i) => new SpecialDayModel(Day(d.Day, $"{field}.special_days[{i}].day"), d.DayType))],
            [.. given.Schedules.Take(MaxParts).Select((s, i) => Schedule(s, i, $"{field}.schedules[{i}]", unreadable))])
        {
            Demand = given.DemandCharge is { } demand ? Demand(demand, $"{field}.demand_charge") : null,
            PowerFactor = given.PowerFactorRule is { } rule
                ? new PowerFactorModel(rule.Decimals, [.. rule.Steps.Take(1_000).Select(s => (s.PowerFactor, s.AdjustmentPercent))])
                : null,
            SurchargePerKwh = given.Surcharges.Select((s, i) => Surcharge(s, $"{field}.surcharges[{i}]")).Sum(),
            Ratios = [.. given.RatioRules.Select((r, i) => Ratio(r, $"{field}.ratio_rules[{i}]"))],
        };
        foreach (var fault in TariffCheck.Faults(model, unreadable))
        {
            // Days of the year that could not be read are not also told as gaps.
            if (daysRead || !fault.Field.StartsWith("seasons", StringComparison.Ordinal)) faults.Add($"{field}.{fault.Field}", fault.Description);
        }
        return model;
    }

    private ScheduleModel Schedule(TariffSchedule given, int index, string field, HashSet<int> unreadable)
    {
        var before = faults.Count;
        Count(given.Periods.Count, $"{field}.periods", 200);
        var periods = given.Periods.Take(200).Select((p, i) => Period(p, $"{field}.periods[{i}]")).ToList();
        if (faults.Count > before) unreadable.Add(index);
        return new ScheduleModel(given.Season, [.. given.DayTypes.Take(MaxParts)], periods);
    }

    private PeriodModel Period(TariffPeriod given, string field)
    {
        Known(given.Band, $"{field}.band");
        Number(given.PricePerKwh, $"{field}.price_per_kwh", -MaxPrice, MaxPrice);
        return new PeriodModel(Minute(given.Start, $"{field}.start", 0), Minute(given.End, $"{field}.end", 1), (Band)given.Band, given.PricePerKwh);
    }

    private DemandModel Demand(DemandCharge given, string field)
    {
        if (given.Basis == DemandBasis.Unspecified || !Enum.IsDefined(given.Basis)) faults.Add($"{field}.basis", "is required");
        Number(given.PricePerKw, $"{field}.price_per_kw", 0, MaxPrice * 1_000);
        Number(given.ContractKw, $"{field}.contract_kw", 0, MaxPower);
        Number(given.CapacityKva, $"{field}.capacity_kva", 0, MaxPower);
        Number(given.ExcessThresholdPercent, $"{field}.excess_threshold_percent", 0, 1_000);
        Number(given.ExcessMultiplier, $"{field}.excess_multiplier", 0, 1_000);
        for (var i = 0; i < given.Bands.Count; i++) Known(given.Bands[i], $"{field}.bands[{i}]");
        return new DemandModel((DemandBasisKind)given.Basis, given.PricePerKw, given.WindowMinutes == 0 ? 15 : given.WindowMinutes)
        {
            Agreed = given.Basis == DemandBasis.Contract ? given.ContractKw : given.CapacityKva,
            ExcessThresholdPercent = given.ExcessThresholdPercent == 0 ? 100 : given.ExcessThresholdPercent,
            ExcessMultiplier = given.ExcessMultiplier,
            Bands = [.. given.Bands.Select(b => (Band)b)],
        };
    }

    private BandRatioModel Ratio(BandRatioRule given, string field)
    {
        Known(given.DearBand, $"{field}.dear_band");
        Known(given.CheapBand, $"{field}.cheap_band");
        Number(given.MinRatio, $"{field}.min_ratio", 0, 1_000);
        return new BandRatioModel((Band)given.DearBand, (Band)given.CheapBand, given.MinRatio);
    }

    private double Surcharge(TariffSurcharge given, string field)
    {
        faults.Unless(!string.IsNullOrWhiteSpace(given.DisplayName), $"{field}.display_name", "is required");
        Number(given.PricePerKwh, $"{field}.price_per_kwh", -MaxPrice, MaxPrice);
        return given.PricePerKwh;
    }

    private SpanModel Span(SeasonSpan given, string field) => new(MonthDay(given.FirstDay, $"{field}.first_day"), MonthDay(given.LastDay, $"{field}.last_day"));

    private DayOfWeek Weekday(Weekday given, string field)
    {
        if (given == V1Unspecified || !Enum.IsDefined(given)) faults.Add(field, "is not a day of the week");
        return (DayOfWeek)((int)given % 7);
    }

    private DateOnly Day(string text, string field)
    {
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year is < 1970 or > 2199)
            faults.Add(field, "must be a day like 2026-01-31, from 1970 to 2199");
        return day;
    }

    private MonthDay MonthDay(string text, string field)
    {
        // Of a leap year, so that 29 February is a day.
        if (!DateOnly.TryParseExact("2024-" + text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) faults.Add(field, "must be month and day like 07-01");
        return new MonthDay(day.Month, day.Day);
    }

    /// <summary>"00:00" to "23:59", for an end "24:00" too.</summary>
    private int Minute(string text, string field, int extra)
    {
        if (text == "24:00" && extra > 0) return PeriodModel.Day;
        if (!TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) faults.Add(field, "must be hours and minutes like 22:00");
        return (time.Hour * 60) + time.Minute;
    }

    private const Weekday V1Unspecified = FactoryTwin.Energy.V1.Weekday.Unspecified;

    private void Known(TariffBand band, string field) =>
        faults.Unless(band != TariffBand.Unspecified && Enum.IsDefined(band), field, "is required");

    private void Number(double value, string field, double least, double most) =>
        faults.Unless(value >= least && value <= most, field, string.Create(CultureInfo.InvariantCulture, $"must be a number from {least} to {most}"));

    private void Count(int count, string field, int most) => faults.Unless(count <= most, field, $"may have at most {most} entries");
}
