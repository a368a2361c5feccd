using System.Text.RegularExpressions;
using FactoryTwin.Energy.V1;
using FactoryTwin.Rpc;

namespace FactoryTwin.Services.Energy.Pricing;

/// <summary>Checks a new series; every fault is told at once.</summary>
internal static partial class SeriesCheck
{
    private const string Collection = "priceSeries/";
    private const int MaxText = 200;

    /// <summary>The series as it will be stored.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with every wrong field.</exception>
    public static PriceSeries Checked(CreatePriceSeriesRequest request)
    {
        var given = request.PriceSeries ?? throw RpcErrors.InvalidArgument(("price_series", "is required"));
        var faults = new List<(string Field, string Description)>();
        var named = given.Name.StartsWith(Collection, StringComparison.Ordinal) ? given.Name[Collection.Length..] : given.Name;
        var id = request.PriceSeriesId.Length > 0 ? request.PriceSeriesId : named;
        var field = request.PriceSeriesId.Length > 0 || given.Name.Length == 0 ? "price_series_id" : "price_series.name";
        if (id.Length == 0) faults.Add(("price_series_id", "is required"));
        else if (!Id().IsMatch(id)) faults.Add((field, "must be 1 to 63 letters, digits, '.', '_' or '-', the first a letter or digit"));
        if (request.PriceSeriesId.Length > 0 && named.Length > 0 && named != request.PriceSeriesId)
            faults.Add(("price_series.name", $"must be empty or {Collection}{request.PriceSeriesId}"));
        if (string.IsNullOrWhiteSpace(given.DisplayName)) faults.Add(("price_series.display_name", "is required"));
        else if (given.DisplayName.Length > MaxText) faults.Add(("price_series.display_name", $"must have at most {MaxText} characters"));
        if (!Currency().IsMatch(given.Currency)) faults.Add(("price_series.currency", "must be an ISO 4217 code such as USD"));
        if (given.Carrier.Length > MaxText) faults.Add(("price_series.carrier", $"must have at most {MaxText} characters"));
        if (given.TimeZone.Length > 0 && !Zone().IsMatch(given.TimeZone)) faults.Add(("price_series.time_zone", "must be an IANA zone such as America/New_York"));
        if (faults.Count > 0) throw RpcErrors.InvalidArgument([.. faults]);
        return new PriceSeries
        {
            Name = Collection + id,
            DisplayName = given.DisplayName,
            Currency = given.Currency,
            Carrier = given.Carrier,
            TimeZone = given.TimeZone,
        };
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Id();

    [GeneratedRegex("^[A-Z]{3}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Currency();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Zone();
}
