using FactoryTwin.Energy.V1;
using FactoryTwin.Services.Energy.Forecasts.Domain;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.Energy.Forecasts;

/// <summary>Works out forecasts, a few at once; the rest wait within their deadlines.</summary>
public sealed class ForecastRunner(IOptions<EnergyOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _bulkhead = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <inheritdoc/>
    public void Dispose() => _bulkhead.Dispose();

    /// <summary>The forecast that is asked for, with the record of every model.</summary>
    internal async Task<Forecast> RunAsync(ForecastAsk ask, CancellationToken cancellationToken)
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
