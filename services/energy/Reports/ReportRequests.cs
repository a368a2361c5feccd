using System.Globalization;
using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;

namespace FactoryTwin.Services.Energy.Reports;

/// <summary>Checks reports and what is asked of them; every fault is told at once, by field. What they refer to is looked up by the service.</summary>
internal static class ReportRequests
{
    private const int MaxText = 200;
    private const int MaxParts = 100;
    private const int MaxDays = 366;
    private static readonly string[] Changeable = ["display_name", "balance_node", "shift_calendar", "dimensions", "tariffs", "products"];

    /// <summary>The report as it will be stored.</summary>
    public static EnergyReport Created(CreateEnergyReportRequest request)
    {
        var (given, name) = NewResource.Of(request.EnergyReport, request.EnergyReportId, "energyReports", "energy_report", static (each, _, faults) => Check(each, faults));
        var report = given.Clone();
        report.Name = name;
        return report;
    }

    /// <summary>The stored report with the request's changes.</summary>
    public static EnergyReport Updated(EnergyReport stored, UpdateEnergyReportRequest request) =>
        ResourceChange.Of(stored, request.EnergyReport, request.UpdateMask, Changeable, static (each, faults) => Check(each, faults));

    /// <summary>The days that are asked for.</summary>
    public static (DateOnly First, DateOnly Last) Days(string first, string last)
    {
        var faults = new Faults();
        var (from, to) = (Day(first, "first_day"), Day(last, "last_day"));
        if (faults.Count == 0)
        {
            faults.Unless(to >= from, "last_day", "must not be before first_day");
            faults.Unless(to.DayNumber - from.DayNumber < MaxDays, "last_day", $"must be at most {MaxDays - 1} days after first_day");
        }
        faults.ThrowIfAny();
        return (from, to);

        DateOnly Day(string text, string field)
        {
            if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year is < 1971 or > 2198)
                faults.Add(field, "must be a day like 2026-01-31, from 1971 to 2198");
            return day;
        }
    }

    private static void Check(EnergyReport given, Faults faults)
    {
        faults.Unless(!string.IsNullOrWhiteSpace(given.DisplayName) && given.DisplayName.Length <= MaxText, "energy_report.display_name", $"is required, with at most {MaxText} characters");
        faults.Unless(ResourceNames.IsName(given.BalanceNode, "balanceNodes"), "energy_report.balance_node", "must look like balanceNodes/{balance_node}");
        faults.Unless(ResourceNames.IsName(given.ShiftCalendar, "shiftCalendars"), "energy_report.shift_calendar", "must look like shiftCalendars/{shift_calendar}");
        for (var i = 0; i < given.Dimensions.Count; i++)
        {
            faults.Unless(given.Dimensions[i] != ReportDimension.Unspecified && Enum.IsDefined(given.Dimensions[i]), $"energy_report.dimensions[{i}]", "is not one that is known");
            faults.Unless(given.Dimensions.IndexOf(given.Dimensions[i]) == i, $"energy_report.dimensions[{i}]", "is there twice");
        }
        faults.Unless(given.Tariffs.Count <= MaxParts, "energy_report.tariffs", $"may have at most {MaxParts} entries");
        faults.Unless(given.Products.Count <= MaxParts, "energy_report.products", $"may have at most {MaxParts} entries");
        var carriers = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(given.Tariffs.Count, MaxParts); i++)
        {
            var (one, field) = (given.Tariffs[i], $"energy_report.tariffs[{i}]");
            faults.Unless(one.Carrier.Length is > 0 and <= MaxText, $"{field}.carrier", $"is required, with at most {MaxText} characters");
            faults.Unless(carriers.Add(one.Carrier), $"{field}.carrier", "is there twice");
            faults.Unless(ResourceNames.IsName(one.Tariff, "tariffs"), $"{field}.tariff", "must look like tariffs/{tariff}");
            faults.Unless(one.KwhPerUnit is >= 0 and <= 1e9, $"{field}.kwh_per_unit", "must be a number from 0 to 1e9");
        }
        var products = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(given.Products.Count, MaxParts); i++)
        {
            var (one, field) = (given.Products[i], $"energy_report.products[{i}]");
            faults.Unless(one.Product.Length is > 0 and <= MaxText, $"{field}.product", $"is required, with at most {MaxText} characters");
            faults.Unless(products.Add(one.Product), $"{field}.product", "is there twice");
            faults.Unless(ResourceNames.IsName(one.Meter, "meters"), $"{field}.meter", "must look like meters/{meter}");
            faults.Unless(one.BalanceNode.Length == 0 || ResourceNames.IsName(one.BalanceNode, "balanceNodes"), $"{field}.balance_node", "must be empty or look like balanceNodes/{balance_node}");
        }
    }
}
