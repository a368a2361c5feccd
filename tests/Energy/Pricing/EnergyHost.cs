using FactoryTwin.Energy.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Energy;
using FactoryTwin.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace FactoryTwin.Energy.Tests.Pricing;

/// <summary>The running service with one series in it.</summary>
internal sealed class EnergyHost : IAsyncDisposable
{
    internal const string Series = "priceSeries/north";

    internal static readonly DateTimeOffset T0 = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private EnergyHost(ModuleHost host) => Host = host;

    internal ModuleHost Host { get; }

    internal Prices.PricesClient Client => Host.Grpc<Prices.PricesClient>();

    internal static async Task<EnergyHost> StartAsync()
    {
        var host = new EnergyHost(await ModuleHost.StartAsync(new EnergyModule()));
        await host.Client.CreatePriceSeriesAsync(NewSeries("north"));
        return host;
    }

    internal static CreatePriceSeriesRequest NewSeries(string id) => new()
    {
        PriceSeriesId = id,
        PriceSeries = new PriceSeries { DisplayName = "North zone", Currency = "USD", Carrier = "electricity", TimeZone = "America/New_York" },
    };

    internal async Task<ImportPricesResponse> ImportAsync(string csv, string contentType = "text/csv") => await Client.ImportPricesAsync(
        new ImportPricesRequest { Name = Series, File = new Google.Api.HttpBody { ContentType = contentType, Data = ByteString.CopyFromUtf8(csv) } });

    internal async Task<List<PriceStep>> QueryAsync(DateTimeOffset? start = null, DateTimeOffset? end = null, int pageSize = 0)
    {
        var request = new QueryPricesRequest { Name = Series, StartTime = start?.ToTimestamp(), EndTime = end?.ToTimestamp(), PageSize = pageSize };
        var steps = new List<PriceStep>();
        while (true)
        {
            var page = await Client.QueryPricesAsync(request);
            if (pageSize > 0) Assert.That(page.Steps, Has.Count.LessThanOrEqualTo(pageSize));
            steps.AddRange(page.Steps);
            if (page.NextPageToken.Length == 0) return steps;
            request.PageToken = page.NextPageToken;
        }
    }

    internal static PriceStep Step(double fromHour, double toHour, double price) => new()
    {
        StartTime = T0.AddHours(fromHour).ToTimestamp(),
        EndTime = T0.AddHours(toHour).ToTimestamp(),
        PricePerMwh = price,
    };

    /// <summary>The fields that a refused call names, with their descriptions.</summary>
    internal static async Task<List<(string Field, string Description)>> RefusedAsync(Func<Task> call, StatusCode code = StatusCode.InvalidArgument)
    {
        var fault = await Assert.ThrowsAsync<RpcException>(() => call());
        Assert.That(fault!.StatusCode, Is.EqualTo(code));
        return [.. RpcErrors.GetStatus(fault).Details.Where(d => d.Is(BadRequest.Descriptor)).SelectMany(d => d.Unpack<BadRequest>().FieldViolations).Select(v => (v.Field, v.Description))];
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
