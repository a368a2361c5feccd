using System.Globalization;
using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.PublishedData.Tests.Scheduling;

/// <summary>Hourly day-ahead prices of New York's Capital zone, 2020 to 2022, in USD/MWh.</summary>
internal static class CapitalPrices
{
    /// <summary>Eastern standard time, which the published years follow all the year round.</summary>
    private static readonly TimeSpan Eastern = TimeSpan.FromHours(-5);

    private static readonly Lazy<PriceStep[]> Hours = new(() =>
        [.. Enumerable.Range(2020, 3).SelectMany(year => PublishedFolder.Read("prices_nyiso_capital", $"US-NY-NYIS_{year}.csv.gz").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)).Select(Step)]);

    /// <summary>Each day of the three years at an hour of Eastern standard time, and the prices from then on. The last day's may end too early for it.</summary>
    internal static IEnumerable<(DateTimeOffset Start, PriceCurve Prices)> Days(int startHour, int hours)
    {
        for (var i = 0; i + hours <= Hours.Value.Length; i++)
        {
            if (Hours.Value[i].Start.ToOffset(Eastern).Hour == startHour) yield return (Hours.Value[i].Start, PriceCurve.Create(Hours.Value.Skip(i).Take(hours)));
        }
    }

    /// <summary>A forecast from the past alone: for each hour from a time on the mean of the same hour of so many days that were over or known by then. Null where the past is too short.</summary>
    internal static PriceCurve? Forecast(DateTimeOffset start, int hours, int days)
    {
        var first = (int)(start - Hours.Value[0].Start).TotalHours;
        // An hour of tomorrow has its last known fellow yesterday, so the days counted end a day before the last hour asked for.
        var back = 24 * ((hours + 23) / 24);
        if (first - back - (24 * (days - 1)) < 0) return null;
        return PriceCurve.Create(Enumerable.Range(0, hours).Select(h =>
        {
            var past = Enumerable.Range(0, days).Select(d => Hours.Value[first + h - back - (24 * d)]).ToList();
            if (past.Exists(p => p.Start >= start)) throw new InvalidOperationException("A forecast looked ahead.");
            return new PriceStep(start.AddHours(h), start.AddHours(h + 1), past.Average(p => p.Price));
        }));
    }

    /// <summary>A forecast scaled by how the last hours before a time were against it, both in all.</summary>
    internal static PriceCurve Scaled(PriceCurve forecast, DateTimeOffset known, int hours)
    {
        var (first, past) = ((int)(known - Hours.Value[0].Start).TotalHours - hours, forecast.Cut(known.AddHours(-hours), known));
        var expected = past.Sum(s => s.Price * (s.End - s.Start).TotalHours);
        var came = Hours.Value.Skip(first).Take(hours).Sum(p => p.Price);
        var level = expected > 0 && came > 0 ? came / expected : 1;
        return PriceCurve.Create(forecast.Steps.Select(s => s with { Price = s.Price * level }));
    }

    private static PriceStep Step(string line)
    {
        var cells = line.Split(',');
        var start = DateTimeOffset.ParseExact(cells[0], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return new PriceStep(start, start.AddHours(1), double.Parse(cells[1], CultureInfo.InvariantCulture));
    }
}
