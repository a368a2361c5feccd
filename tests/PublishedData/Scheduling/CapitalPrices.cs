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

    private static PriceStep Step(string line)
    {
        var cells = line.Split(',');
        var start = DateTimeOffset.ParseExact(cells[0], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return new PriceStep(start, start.AddHours(1), double.Parse(cells[1], CultureInfo.InvariantCulture));
    }
}
