using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Energy.Forecasts.Domain;
using FactoryTwin.Services.Energy.Pricing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.Energy.Forecasts;

/// <summary>The door to forecasts.</summary>
public sealed class ForecastsService(PriceStore prices, IOptions<EnergyOptions> options) : FactoryTwin.Energy.V1.Forecasts.ForecastsBase, IDisposable
{
    private const int MaxSteps = 100_000;
    private const int UsualDays = 120;

    /// <summary>Forecasts that are worked on at once; the rest wait within their deadlines.</summary>
    private readonly SemaphoreSlim _bulkhead = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <inheritdoc/>
    public override Task<Forecast> CalculateForecast(CalculateForecastRequest request, ServerCallContext context) =>
        RunAsync(ForecastRequests.Checked(request), context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<Forecast> ForecastPrices(ForecastPricesRequest request, ServerCallContext context)
    {
        var series = await prices.FindAsync(request.Name, context.CancellationToken) ?? throw RpcErrors.NotFound(request.Name);
        var faults = new Faults();
        var step = ForecastRequests.Step(request.Step, faults);
        faults.Unless(request.HistoryDays is 0 or (>= 29 and <= 1_000), "history_days", "must be 29 to 1000, or 0");
        var origin = request.OriginTime is null ? series.LastEndTime?.ToDateTimeOffset() : faults.Time(request.OriginTime, "origin_time");
        faults.Unless(origin is not null || request.OriginTime is not null, "name", "has no prices yet");
        faults.Unless(origin is null || origin <= series.LastEndTime?.ToDateTimeOffset() || series.LastEndTime is null, "origin_time", "is after the last stored price");
        faults.ThrowIfAny();
        var end = new DateTimeOffset(origin!.Value.UtcTicks - (origin.Value.UtcTicks % step.Ticks), TimeSpan.Zero);
        var asked = end.AddDays(-(request.HistoryDays == 0 ? UsualDays : request.HistoryDays));
        var first = series.FirstStartTime?.ToDateTimeOffset() ?? end;
        var start = asked > first ? asked : new DateTimeOffset(first.UtcTicks - (first.UtcTicks % step.Ticks), TimeSpan.Zero);
        var steps = start < end ? await prices.ReadAsync(series.Name, start, end, MaxSteps, context.CancellationToken) : [];
        var values = PriceSteps.Mean(steps, start, end, step);
        var ask = ForecastRequests.Ask(start, step, values, request.Plan, "history_days", $"{series.Currency}/MWh", faults);
        return await RunAsync(ask, context.CancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _bulkhead.Dispose();

    private async Task<Forecast> RunAsync(ForecastAsk ask, CancellationToken cancellationToken)
    {
        await _bulkhead.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Answer(ask, ForecastRun.Of(ask.Values, ask.Shape, ask.Plan, ask.Model, cancellationToken)), cancellationToken);
        }
        finally
        {
            _bulkhead.Release();
        }
    }

    private Forecast Answer(ForecastAsk ask, ForecastOutcome outcome)
    {
        var origin = ask.Start + (ask.Values.Length * ask.Step);
        return new Forecast
        {
            Model = outcome.Chosen.Model,
            Unit = ask.Unit,
            FilledValues = ask.Filled,
            Publishable = outcome.Chosen.Mase < options.Value.MaxMase && ask.Filled * 100.0 <= ask.Values.Length * options.Value.MaxFilledPercent,
            Scores = { outcome.Scores.Select(ToMessage) },
            Steps =
            {
                outcome.Steps.Select((s, h) => new ForecastStep
                {
                    StartTime = (origin + (h * ask.Step)).ToTimestamp(),
                    EndTime = (origin + ((h + 1) * ask.Step)).ToTimestamp(),
                    Low = s.Low,
                    Value = s.Middle,
                    High = s.High,
                }),
            },
        };
    }

    private static ForecastScore ToMessage(Score score)
    {
        var message = new ForecastScore
        {
            Model = score.Model,
            Origins = score.Origins,
            Mae = score.Mae,
            Rmse = score.Rmse,
            Bias = score.Bias,
            PinballLoss = score.Pinball,
            CoveragePercent = score.Coverage * 100,
        };
        if (!double.IsNaN(score.Wape)) message.WapePercent = score.Wape * 100;
        if (!double.IsNaN(score.Mase)) message.Mase = score.Mase;
        return message;
    }
}
