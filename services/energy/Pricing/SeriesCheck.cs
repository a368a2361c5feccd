using System.Text.RegularExpressions;
using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;

namespace FactoryTwin.Services.Energy.Pricing;

/// <summary>Checks a new series; every fault is told at once.</summary>
internal static partial class SeriesCheck
{
    private const string Collection = "priceSeries";
    private const int MaxText = 200;

    /// <summary>The series as it will be stored.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with every wrong field.</exception>
    public static PriceSeries Checked(CreatePriceSeriesRequest request)
    {
        var faults = new Faults();
        var given = request.PriceSeries ?? new PriceSeries();
        faults.Unless(request.PriceSeries is not null, "price_series", "is required");
        var id = ResourceNames.NewId(request.PriceSeriesId, given.Name, Collection, "price_series_id", "price_series.name", faults);
        faults.Unless(id.Length > 0, "price_series_id", "is required");
        faults.Unless(!string.IsNullOrWhiteSpace(given.DisplayName), "price_series.display_name", "is required");
        faults.Unless(given.DisplayName.Length <= MaxText, "price_series.display_name", $"must have at most {MaxText} characters");
        faults.Unless(Currency().IsMatch(given.Currency), "price_series.currency", "must be an ISO 4217 code such as USD");
        faults.Unless(given.Carrier.Length <= MaxText, "price_series.carrier", $"must have at most {MaxText} characters");
        faults.Unless(given.TimeZone.Length == 0 || Zone().IsMatch(given.TimeZone), "price_series.time_zone", "must be an IANA zone such as America/New_York");
        faults.ThrowIfAny();
        return new PriceSeries
        {
            Name = $"{Collection}/{id}",
            DisplayName = given.DisplayName,
            Currency = given.Currency,
            Carrier = given.Carrier,
            TimeZone = given.TimeZone,
        };
    }

    [GeneratedRegex(@"\A[A-Z]{3}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Currency();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Zone();
}
