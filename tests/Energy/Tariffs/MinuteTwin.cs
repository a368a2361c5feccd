using FactoryTwin.Services.Energy.Tariffs.Domain;

namespace FactoryTwin.Energy.Tests.Tariffs;

/// <summary>
/// The brute-force twin of tariffs and bills: minute by minute, straight from the rules' text, without expansion. All of the zones change
/// their clocks at whole minutes.
/// </summary>
internal static class MinuteTwin
{
    internal sealed record Month(double DemandCost, double Energy, double Adjustment, double Surcharge, double MaxKw)
    {
        internal double Total => DemandCost + Energy + Adjustment + Surcharge;
    }

    /// <summary>Version, season and period at an instant; null before the first version.</summary>
    internal static (TariffVersionModel Version, string Season, PeriodModel Period)? At(TariffModel tariff, DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, tariff.Zone).DateTime;
        var day = DateOnly.FromDateTime(local);
        var version = tariff.Versions.LastOrDefault(v => v.EffectiveDay <= day);
        if (version is null) return null;
        var season = version.Seasons.Single(s => s.Spans.Any(p => In(p, day))).Id;
        var type = version.SpecialDays.Where(s => s.Day == day).Select(s => s.DayType).FirstOrDefault()
            ?? version.DayTypes.Single(t => t.Weekdays.Contains(day.DayOfWeek)).Id;
        var minute = (local.Hour * 60) + local.Minute;
        var period = version.Schedules.Single(s => s.Season == season && s.DayTypes.Contains(type)).Periods.Single(p => Covers(p, minute));
        return (version, season, period);
    }

    /// <summary>The bill over [start, end) of a load of kilowatts, and reactive kilovolt-amperes, by minute.</summary>
    internal static List<Month> Bill(TariffModel tariff, DateTimeOffset start, IReadOnlyList<double> kw, IReadOnlyList<double> kvar)
    {
        var minutes = Enumerable.Range(0, kw.Count).Select(i => (At: start.AddMinutes(i), Kwh: kw[i] / 60, Kvarh: kvar[i] / 60, Rate: At(tariff, start.AddMinutes(i)))).Where(m => m.Rate is not null).ToList();
        return [.. minutes.GroupBy(m => (Key(tariff, m.At), m.Rate!.Value.Version)).Select(month =>
        {
            var version = month.Key.Version;
            var energy = month.Sum(m => m.Kwh * m.Rate!.Value.Period.PricePerKwh);
            var share = month.Count() / MinutesOf(tariff, month.First().At);
            var (max, demand) = (0.0, 0.0);
            if (version.Demand is { } rule)
            {
                var windows = month.GroupBy(m => m.At.ToUnixTimeSeconds() / 60 / rule.WindowMinutes).Where(w => rule.Bands.Count == 0 || rule.Bands.Contains(w.First().Rate!.Value.Period.Band));
                max = windows.Select(w => w.Sum(m => m.Kwh) * 60 / rule.WindowMinutes).DefaultIfEmpty(0).Max();
                var billed = rule.Basis switch
                {
                    DemandBasisKind.Actual => max,
                    DemandBasisKind.Capacity => rule.Agreed,
                    _ => max <= rule.Agreed * 1.05 ? rule.Agreed : rule.Agreed + (2 * (max - (rule.Agreed * 1.05))),
                };
                demand = billed * rule.PricePerKw * share;
            }
            var (active, reactive) = (month.Sum(m => m.Kwh), month.Sum(m => m.Kvarh));
            var percent = 0.0;
            if (version.PowerFactor is { } table && active > 0)
            {
                var factor = Math.Round(Math.Cos(Math.Atan2(reactive, active)), 2, MidpointRounding.AwayFromZero);
                percent = table.Steps.Where(s => s.PowerFactor <= factor).MaxBy(s => s.PowerFactor).AdjustmentPercent;
            }
            return new Month(demand, energy, (energy + demand) * percent / 100, active * version.SurchargePerKwh, max);
        })];
    }

    private static (int Year, int Month) Key(TariffModel tariff, DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, tariff.Zone) is var local ? (local.Year, local.Month) : default;

    private static double MinutesOf(TariffModel tariff, DateTimeOffset at)
    {
        var key = Key(tariff, at);
        // Clocks change, and months begin, at whole quarters of an hour.
        var half = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.FromMinutes(15).Ticks), TimeSpan.Zero);
        return 15 * Enumerable.Range(-45 * 96, 90 * 96).Count(i => Key(tariff, half.AddMinutes(15 * i)) == key);
    }

    private static bool In(SpanModel span, DateOnly day)
    {
        // Day by day around the calendar, from the first to the last.
        for (var at = new DateOnly(2024, span.First.Month, span.First.Day); ; at = at.Month == 12 && at.Day == 31 ? new DateOnly(2024, 1, 1) : at.AddDays(1))
        {
            if (at.Month == day.Month && at.Day == day.Day) return true;
            if (at.Month == span.Last.Month && at.Day == span.Last.Day) return false;
        }
    }

    private static bool Covers(PeriodModel period, int minute)
    {
        for (var at = period.Start; ; at = (at + 1) % PeriodModel.Day)
        {
            if (at == minute) return true;
            if ((at + 1) % PeriodModel.Day == period.End % PeriodModel.Day) return false;
        }
    }
}
