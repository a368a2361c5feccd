using FactoryTwin.Energy.V1;
using Grpc.Core;

namespace FactoryTwin.Services.Energy.Forecasts;

/// <summary>The door to forecasts.</summary>
public sealed class ForecastsService(ForecastHistory history, ForecastRunner runner, TimeProvider time) : FactoryTwin.Energy.V1.Forecasts.ForecastsBase
{
    /// <inheritdoc/>
    public override Task<Forecast> CalculateForecast(CalculateForecastRequest request, ServerCallContext context) =>
        runner.RunAsync(ForecastRequests.Checked(request), context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<Forecast> ForecastPrices(ForecastPricesRequest request, ServerCallContext context) =>
        await runner.RunAsync(await history.PricesAsync(request, context.CancellationToken), context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<Forecast> ForecastLoad(ForecastLoadRequest request, ServerCallContext context) =>
        await runner.RunAsync(await history.LoadAsync(request, time.GetUtcNow(), context.CancellationToken), context.CancellationToken);
}
