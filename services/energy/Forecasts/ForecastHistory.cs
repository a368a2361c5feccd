using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Services.Energy.Meters;
using FactoryTwin.Services.Energy.Meters.Domain;
using FactoryTwin.Services.Energy.Pricing;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.Energy.Forecasts;

/// <summary>The history that a forecast of a stored series is made from.</summary>
public sealed class ForecastHistory(PriceStore prices, MeterStore meters, ConsumptionReader consumption)
{
    private const int MaxSteps = 100_000;
    private const int UsualDays = 120;

    /// <summary>Refuses a job about what is not there.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, by field.</exception>
    internal async Task CheckAsync(ForecastJob job, CancellationToken cancellationToken)
    {
        var faults = new Faults();
        faults.Unless(job.PriceSeries.Length == 0 || await prices.FindAsync(job.PriceSeries, cancellationToken) is not null, "forecast_job.price_series", $"there is no '{job.PriceSeries}'");
        faults.Unless(job.Meter.Length == 0 || await meters.Resources.FindAsync(job.Meter, cancellationToken) is not null, "forecast_job.meter", $"there is no '{job.Meter}'");
        faults.ThrowIfAny();
    }

    /// <summary>Prices before an origin.</summary>
    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND, or INVALID_ARGUMENT with every wrong field.</exception>
    internal async Task<ForecastAsk> PricesAsync(ForecastPricesRequest request, CancellationToken cancellationToken)
    {
        var series = await prices.FindAsync(request.Name, cancellationToken) ?? throw RpcErrors.NotFound(request.Name);
        var faults = new Faults();
        var step = ForecastRequests.Step(request.Step, faults);
        faults.Unless(request.HistoryDays is 0 or (>= 29 and <= 1_000), "history_days", "must be 29 to 1000, or 0");
        var origin = request.OriginTime is null ? series.LastEndTime?.ToDateTimeOffset() : faults.Time(request.OriginTime, "origin_time");
        faults.Unless(origin is not null || request.OriginTime is not null, "name", "has no prices yet");
        faults.Unless(origin is null || origin <= series.LastEndTime?.ToDateTimeOffset() || series.LastEndTime is null, "origin_time", "is after the last stored price");
        faults.ThrowIfAny();
        var end = Floor(origin!.Value, step);
        var asked = end.AddDays(-Days(request.HistoryDays));
        var first = series.FirstStartTime?.ToDateTimeOffset() ?? end;
        var start = asked > first ? asked : Floor(first, step);
        var steps = start < end ? await prices.ReadAsync(series.Name, start, end, MaxSteps, cancellationToken) : [];
        return ForecastRequests.Ask(start, step, PriceSteps.Mean(steps, start, end, step), request.Plan, "history_days", $"{series.Currency}/MWh", faults);
    }

    /// <summary>What went through a meter before an origin; a step that readings do not cover whole, or with a bad one, is missing.</summary>
    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND, or INVALID_ARGUMENT with every wrong field.</exception>
    internal async Task<ForecastAsk> LoadAsync(ForecastLoadRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var meter = await meters.Resources.GetAsync(request.Name, cancellationToken);
        var faults = new Faults();
        var step = ForecastRequests.Step(request.Step, faults);
        faults.Unless(request.HistoryDays is 0 or (>= 29 and <= 1_000), "history_days", "must be 29 to 1000, or 0");
        faults.Unless(Days(request.HistoryDays) / step.TotalDays <= MaxSteps, "history_days", $"are more than {MaxSteps} steps");
        var origin = request.OriginTime is null ? now : faults.Time(request.OriginTime, "origin_time") ?? now;
        faults.Unless(origin <= now, "origin_time", "is in the future");
        faults.Unless(origin.Year >= 1973, "origin_time", "must not be before 1973");
        faults.ThrowIfAny();
        var end = Floor(origin, step);
        var count = (int)(Days(request.HistoryDays) / step.TotalDays);
        var grid = new IntervalGrid(end - (count * step), step, count);
        var (quantities, _) = await consumption.ReadAsync(meter, grid, cancellationToken);
        var values = quantities.Select(q => q is { Covered: >= 1, Quality: ReadingQuality.Good or ReadingQuality.Uncertain } ? q.Quantity : double.NaN).ToArray();
        var first = Array.FindIndex(values, double.IsFinite);
        if (first < 0) throw RpcErrors.InvalidArgument(("name", "has no readings that cover a step of this history"));
        return ForecastRequests.Ask(grid.Start + (first * step), step, values[first..], request.Plan, "history_days", meter.Unit, faults);
    }

    /// <summary>The last whole step's end that is not after a time.</summary>
    internal static DateTimeOffset Floor(DateTimeOffset time, TimeSpan step) => new(time.UtcTicks - (time.UtcTicks % step.Ticks), TimeSpan.Zero);

    private static int Days(int given) => given == 0 ? UsualDays : given;
}
