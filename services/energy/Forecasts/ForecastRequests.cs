using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Services.Energy.Forecasts.Domain;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.Energy.Forecasts;

/// <summary>A request for a forecast, checked.</summary>
internal sealed record ForecastAsk(DateTimeOffset Start, TimeSpan Step, double[] Values, int Filled, int FilledOfLastDay, SeriesShape Shape, BacktestPlan Plan, string Model, string Unit);

/// <summary>Checks requests for forecasts; every fault is told at once, by field.</summary>
internal static class ForecastRequests
{
    private const int MaxValues = 100_000;
    private const int MaxOrigins = 200;
    private const double MaxValue = 1e12;
    private const int MaxText = 40;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>A series in the request.</summary>
    public static ForecastAsk Checked(CalculateForecastRequest request)
    {
        var faults = new Faults();
        var start = faults.Time(request.StartTime, "start_time");
        faults.Unless(start is null or { Year: >= 1970 and < 2200 }, "start_time", "must be from 1970 to 2199");
        faults.Unless(request.Step is not null, "step", "is required");
        var step = Step(request.Step, faults);
        faults.Unless(request.Values.Count is >= 1 and <= MaxValues, "values", $"must be 1 to {MaxValues}");
        faults.Unless(request.Unit.Length <= MaxText, "unit", $"must have at most {MaxText} characters");
        for (var i = 0; i < Math.Min(request.Values.Count, MaxValues); i++)
            faults.Unless(double.IsNaN(request.Values[i]) || Math.Abs(request.Values[i]) <= MaxValue, $"values[{i}]", "must be a number between -1e12 and 1e12, or NaN where it is missing");
        faults.Unless(!request.Values.All(double.IsNaN), "values", "must have at least one that is not missing");
        return Ask(start ?? default, step, [.. request.Values], request.Plan, "values", request.Unit, faults);
    }

    /// <summary>Length of a step; an hour where it is absent.</summary>
    public static TimeSpan Step(Duration? given, Faults faults, string field = "step")
    {
        if (given is null) return TimeSpan.FromHours(1);
        var step = given.Seconds is >= 60 and <= 21_600 && given.Nanos == 0 ? TimeSpan.FromSeconds(given.Seconds) : TimeSpan.Zero;
        if (step > TimeSpan.Zero && Day.Ticks % step.Ticks == 0) return step;
        faults.Add(field, "must be a whole part of a day, from a minute to six hours");
        return TimeSpan.FromHours(1);
    }

    /// <summary>The history and the plan together.</summary>
    public static ForecastAsk Ask(DateTimeOffset start, TimeSpan step, double[] values, ForecastPlan? plan, string field, string unit, Faults faults)
    {
        var shape = new SeriesShape((int)(Day / step));
        plan ??= new ForecastPlan();
        Plan(plan, shape, faults, "plan");
        faults.ThrowIfAny();
        var horizon = plan.HorizonSteps == 0 ? shape.StepsPerDay : plan.HorizonSteps;
        if (ForecastRun.Plan(values.Length, shape, horizon, plan.Origins) is not { } test)
        {
            var least = (3 * shape.StepsPerWeek) + horizon + (Math.Max(1, plan.Origins) * shape.StepsPerDay);
            faults.Add(field, $"{values.Length} steps are too few: this forecast and its back-test need {least}");
            faults.ThrowIfAny();
            throw new InvalidOperationException("unreachable: a fault was added");
        }
        var ofLastDay = values.AsSpan(values.Length - shape.StepsPerDay).Count(double.NaN);
        var filled = Gaps.Fill(values, shape);
        return new ForecastAsk(start, step, values, filled, ofLastDay, shape, test, plan.Model, unit);
    }

    /// <summary>Checks a plan for a series of this shape.</summary>
    public static void Plan(ForecastPlan plan, SeriesShape shape, Faults faults, string field)
    {
        faults.Unless(plan.HorizonSteps >= 0 && plan.HorizonSteps <= shape.StepsPerWeek, $"{field}.horizon_steps", $"must be 0 to {shape.StepsPerWeek}, which is seven days");
        faults.Unless(plan.Origins is >= 0 and <= MaxOrigins, $"{field}.origins", $"must be 0 to {MaxOrigins}");
        faults.Unless(plan.Model.Length == 0 || Forecasters.All.Any(f => f.Name == plan.Model), $"{field}.model", $"must be empty or one of {string.Join(", ", Forecasters.All.Select(f => f.Name))}");
    }
}
