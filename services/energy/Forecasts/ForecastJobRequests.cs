using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Services.Energy.Forecasts.Domain;

namespace FactoryTwin.Services.Energy.Forecasts;

/// <summary>Checks jobs; every fault is told at once, by field. What they are about is looked up by <see cref="ForecastHistory"/>.</summary>
internal static class ForecastJobRequests
{
    private const int MaxText = 200;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);
    private static readonly string[] Changeable = ["display_name", "price_series", "meter", "step", "history_days", "plan", "interval"];

    /// <summary>The job as it will be stored.</summary>
    public static ForecastJob Created(CreateForecastJobRequest request)
    {
        var (given, name) = NewResource.Of(request.ForecastJob, request.ForecastJobId, "forecastJobs", "forecast_job", static (each, _, faults) => Check(each, faults));
        var job = given.Clone();
        job.Name = name;
        return job;
    }

    /// <summary>The stored job with the request's changes.</summary>
    public static ForecastJob Updated(ForecastJob stored, UpdateForecastJobRequest request) =>
        ResourceChange.Of(stored, request.ForecastJob, request.UpdateMask, Changeable, static (each, faults) => Check(each, faults));

    /// <summary>From one origin to the next.</summary>
    public static TimeSpan Interval(ForecastJob job) => job.Interval?.ToTimeSpan() ?? TimeSpan.FromDays(1);

    private static void Check(ForecastJob given, Faults faults)
    {
        faults.Unless(!string.IsNullOrWhiteSpace(given.DisplayName) && given.DisplayName.Length <= MaxText, "forecast_job.display_name", $"is required, with at most {MaxText} characters");
        faults.Unless(given.PriceSeries.Length == 0 || ResourceNames.IsName(given.PriceSeries, "priceSeries"), "forecast_job.price_series", "must be empty or look like priceSeries/{price_series}");
        faults.Unless(given.Meter.Length == 0 || ResourceNames.IsName(given.Meter, "meters"), "forecast_job.meter", "must be empty or look like meters/{meter}");
        faults.Unless(given.PriceSeries.Length > 0 != given.Meter.Length > 0, "forecast_job.meter", "is required where there is no price_series, and only there");
        var step = ForecastRequests.Step(given.Step, faults, "forecast_job.step");
        faults.Unless(given.HistoryDays is 0 or (>= 29 and <= 1_000), "forecast_job.history_days", "must be 29 to 1000, or 0");
        ForecastRequests.Plan(given.Plan ?? new ForecastPlan(), new SeriesShape((int)(TimeSpan.FromDays(1) / step)), faults, "forecast_job.plan");
        if (given.Interval is not { } interval) return;
        var whole = interval.Seconds > 0 && interval.Nanos == 0 && interval.Seconds <= (long)Longest.TotalSeconds && interval.Seconds % (long)step.TotalSeconds == 0;
        faults.Unless(whole, "forecast_job.interval", "must be a whole number of steps, at most seven days");
    }
}
