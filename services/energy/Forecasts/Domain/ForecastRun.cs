namespace FactoryTwin.Services.Energy.Forecasts.Domain;

/// <summary>A forecast, the model that made it, and the record of all models.</summary>
public sealed record ForecastOutcome(IReadOnlyList<StepForecast> Steps, Score Chosen, IReadOnlyList<Score> Scores);

/// <summary>Back-tests all models, takes the best, and forecasts from the end of the series.</summary>
public static class ForecastRun
{
    /// <summary>Origins before the scored ones, and scored ones where the caller does not say.</summary>
    public const int Usual = 28;

    /// <summary>Origins, warm and scored, that a history allows.</summary>
    public static int Possible(int length, SeriesShape shape, int horizon) =>
        Math.Max(0, (length - horizon - Forecasters.All.Max(f => f.Needs(shape))) / shape.StepsPerDay) + (length >= horizon + Forecasters.All.Max(f => f.Needs(shape)) ? 1 : 0);

    /// <summary>The back-test; null where the history is too short for it.</summary>
    /// <param name="length">Steps of history.</param>
    /// <param name="shape">How it repeats.</param>
    /// <param name="horizon">Steps to forecast.</param>
    /// <param name="origins">Origins to score; 0: as many as there may be, up to <see cref="Usual"/>.</param>
    public static BacktestPlan? Plan(int length, SeriesShape shape, int horizon, int origins)
    {
        var possible = Possible(length, shape, horizon);
        var scored = origins > 0 ? origins : Math.Min(Usual, possible / 2);
        var warm = Math.Min(Usual, possible - scored);
        return scored < 1 || warm < 1 ? null : new BacktestPlan(horizon, shape.StepsPerDay, scored, warm);
    }

    /// <summary>Forecasts with the named model, or with the one of the least mean absolute error.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ForecastOutcome Of(ReadOnlyMemory<double> values, SeriesShape shape, BacktestPlan plan, string model, CancellationToken cancellationToken)
    {
        var results = Forecasters.All.Select(f => (Forecaster: f, Result: Backtest.Run(f, values, shape, plan, cancellationToken))).ToList();
        // The least error is the least MASE: the scale is the same for all.
        var (best, result) = model.Length > 0 ? results.First(r => r.Forecaster.Name == model) : results.MinBy(r => r.Result.Score.Mae);
        var steps = result.Errors.Around(best.Forecast(values.Span, shape, plan.Horizon), IntervalBook.Variation(values.Span, shape, plan.Horizon));
        return new ForecastOutcome(steps, result.Score, [.. results.Select(r => r.Result.Score)]);
    }
}
