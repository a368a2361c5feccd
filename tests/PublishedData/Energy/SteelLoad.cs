using System.Globalization;

namespace FactoryTwin.PublishedData.Tests.Energy;

/// <summary>The steel plant's load of 2018, a quarter of an hour a value, in the file's order: its midnight row is the end of the day that it stands under.</summary>
internal static class SteelLoad
{
    internal const int StepsPerDay = 96;

    /// <summary>1 October: what comes from there on is the last quarter of the year.</summary>
    internal const int LastQuarter = 273 * StepsPerDay;

    internal static double[] Read()
    {
        var rows = PublishedFolder.Read("steel_energy", "Steel_industry_data.csv.gz").TrimStart('\uFEFF').Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(',')).ToList();
        var start = new DateTime(2018, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
        for (var i = 0; i < rows.Count; i++)
        {
            var end = DateTime.ParseExact(rows[i][0], "dd/MM/yyyy HH:mm", CultureInfo.InvariantCulture);
            if (end.TimeOfDay == TimeSpan.Zero) end = end.AddDays(1);
            Assert.That(end, Is.EqualTo(start.AddMinutes(15 * (i + 1))), $"row {i + 2} of the file");
        }
        return [.. rows.Select(r => double.Parse(r[1], CultureInfo.InvariantCulture))];
    }
}
