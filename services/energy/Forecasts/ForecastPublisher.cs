using FactoryTwin.Energy.V1;
using FactoryTwin.Services.Energy.Pricing;
using FactoryTwin.Services.Energy.Watches;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.Energy.Forecasts;

/// <summary>
/// Makes the forecasts of jobs as they fall due, each origin once, and publishes those that may be relied on. A load's origin is the last whole interval, with
/// time for its readings to come; that of prices is where they end.
/// </summary>
public sealed partial class ForecastPublisher(
    ForecastJobStore jobs, ForecastHistory history, ForecastRunner runner, PriceStore prices, IOptions<EnergyOptions> options, EnergyMetrics metrics, TimeProvider time, ILogger<ForecastPublisher> logger)
    : PeriodicLook(options.Value.ForecastCheckInterval, time, logger)
{
    /// <inheritdoc/>
    internal override async Task LookAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var job in await jobs.Resources.AllAsync(cancellationToken))
        {
            try
            {
                await TryAsync(job, now, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // One job that fails keeps no other from its forecast.
                LogFailed(e, job.Name);
            }
        }
    }

    private async Task TryAsync(ForecastJob job, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var last = await jobs.LastAsync(job.Name, cancellationToken);
        if (await OriginAsync(job, now - options.Value.BalanceGrace, cancellationToken) is not { } origin) return;
        if (last.TriedTime is not null && origin - last.TriedTime.ToDateTimeOffset() < ForecastJobRequests.Interval(job)) return;
        (last.TriedTime, last.WithheldReason) = (origin.ToTimestamp(), "");
        try
        {
            var ask = job.Meter.Length > 0
                ? await history.LoadAsync(new ForecastLoadRequest { Name = job.Meter, OriginTime = last.TriedTime, Step = job.Step, HistoryDays = job.HistoryDays, Plan = job.Plan }, now, cancellationToken)
                : await history.PricesAsync(new ForecastPricesRequest { Name = job.PriceSeries, OriginTime = last.TriedTime, Step = job.Step, HistoryDays = job.HistoryDays, Plan = job.Plan }, cancellationToken);
            var forecast = ask.FilledOfLastDay * 100.0 > ask.Shape.StepsPerDay * options.Value.MaxFilledPercent ? null : await runner.RunAsync(ask, cancellationToken);
            if (forecast is { Publishable: true }) (last.Forecast, last.OriginTime) = (forecast, last.TriedTime);
            else last.WithheldReason = forecast is null ? $"{ask.FilledOfLastDay} of {ask.Shape.StepsPerDay} values of the last day are missing" : Reason(forecast);
        }
        catch (RpcException fault) when (fault.StatusCode is StatusCode.InvalidArgument or StatusCode.NotFound)
        {
            // The history is too short, or what the job is about was removed.
            last.WithheldReason = fault.Status.Detail;
        }
        await jobs.SaveAsync(job, last, cancellationToken);
        metrics.CountForecast(last.WithheldReason.Length == 0);
        if (last.WithheldReason.Length > 0) LogWithheld(job.Name, origin, last.WithheldReason);
    }

    /// <summary>Where the next forecast begins; null: nothing is known yet.</summary>
    private async Task<DateTimeOffset?> OriginAsync(ForecastJob job, DateTimeOffset over, CancellationToken cancellationToken)
    {
        if (job.Meter.Length > 0) return ForecastHistory.Floor(over, ForecastJobRequests.Interval(job));
        return (await prices.FindAsync(job.PriceSeries, cancellationToken))?.LastEndTime is { } end ? ForecastHistory.Floor(end.ToDateTimeOffset(), job.Step?.ToTimeSpan() ?? TimeSpan.FromHours(1)) : null;
    }

    private static string Reason(Forecast forecast)
    {
        var mase = forecast.Scores.First(s => s.Model == forecast.Model);
        return mase.HasMase
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"MASE {mase.Mase:0.###}, {forecast.FilledValues} values of the history missing: not to be relied on")
            : "The history does not vary: there is no MASE to rely on";
    }

    [LoggerMessage(4221, LogLevel.Information, "The forecast of {Job} from {Origin} on is not published: {Reason}")]
    private partial void LogWithheld(string job, DateTimeOffset origin, string reason);

    [LoggerMessage(4222, LogLevel.Warning, "The forecast of {Job} could not be made; tried again later")]
    private partial void LogFailed(Exception e, string job);
}
