using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Services.VirtualPlant.Demonstration.Domain;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.VirtualPlant.Demonstration;

/// <summary>Keeps the demonstration's price series filled: today and the next two days, hour by hour.</summary>
public sealed class DemonstrationPrices(IServiceClients clients, IOptions<VirtualPlantOptions> options, TimeProvider time)
{
    private const int Days = 3;

    private DateTimeOffset filledFrom;

    /// <summary>Creates the series where missing and fills what the day lacks. Prices that someone set by hand in a filled day stay.</summary>
    /// <exception cref="RpcException">Energy cannot be reached or refuses.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        var today = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        if (today == filledFrom) return;
        var prices = clients.Get<Prices.PricesClient>("energy");
        var end = today.AddDays(Days);
        var series = await CreateOrGetAsync(prices, cancellationToken);
        var from = series.LastEndTime?.ToDateTimeOffset() is { } filled && filled > today ? filled : today;
        if (from < end)
        {
            await prices.SetPricesAsync(
                new SetPricesRequest { Name = series.Name, Steps = { Steps(options.Value.Seed, from, end) } }, cancellationToken: cancellationToken);
        }

        filledFrom = today;
    }

    internal static IEnumerable<PriceStep> Steps(long seed, DateTimeOffset from, DateTimeOffset end)
    {
        for (var hour = from; hour < end; hour = hour.AddHours(1))
        {
            yield return new PriceStep
            {
                StartTime = hour.ToTimestamp(),
                EndTime = hour.AddHours(1).ToTimestamp(),
                PricePerMwh = DayAheadPrices.Of(seed, hour),
            };
        }
    }

    private async Task<PriceSeries> CreateOrGetAsync(Prices.PricesClient prices, CancellationToken cancellationToken)
    {
        var wanted = new PriceSeries
        {
            Name = "priceSeries/" + options.Value.PriceSeries,
            DisplayName = "Day-ahead (synthetic)",
            Currency = "USD",
            Carrier = "electricity",
            TimeZone = "UTC",
        };
        try
        {
            return await prices.CreatePriceSeriesAsync(
                new CreatePriceSeriesRequest { PriceSeries = wanted, PriceSeriesId = options.Value.PriceSeries }, cancellationToken: cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists)
        {
            return await prices.GetPriceSeriesAsync(new GetPriceSeriesRequest { Name = wanted.Name }, cancellationToken: cancellationToken);
        }
    }
}
