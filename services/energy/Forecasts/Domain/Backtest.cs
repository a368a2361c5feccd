namespace FactoryTwin.Services.Energy.Forecasts.Domain;

/// <summary>Which origins a back-test has.</summary>
/// <param name="Horizon">Steps of each forecast.</param>
/// <param name="Stride">Steps from one origin to the next.</param>
/// <param name="Origins">Origins that are scored; the last one's forecast ends with the series.</param>
/// <param name="Warm">Origins before them, whose errors make the first intervals.</param>
public sealed record BacktestPlan(int Horizon, int Stride, int Origins, int Warm)
{
    /// <summary>The index of each origin, warm ones first, for a series of so many steps.</summary>
    public IEnumerable<int> At(int length) => Enumerable.Range(0, Warm + Origins).Select(i => length - Horizon - ((Warm + Origins - 1 - i) * Stride));
}

/// <summary>The outcome of a back-test of one forecaster.</summary>
/// <param name="Score">Over the scored origins.</param>
/// <param name="Errors">What the intervals of a forecast from the series' end are made of.</param>
public sealed record BacktestResult(Score Score, IntervalBook Errors);

/// <summary>
/// Rolling-origin back-test: at each origin the forecaster sees what was before it and nothing else, and intervals are made of errors that were
/// known by then.
/// </summary>
public static class Backtest
{
    private const int KeptErrors = 28;

    /// <summary>Back-tests one forecaster.</summary>
    public static BacktestResult Run(IForecaster forecaster, ReadOnlyMemory<double> values, SeriesShape shape, BacktestPlan plan, CancellationToken cancellationToken)
    {
        var book = new IntervalBook(KeptErrors);
        var pending = new Queue<(int End, double[] Forecast, double[] Actual, double[] Variation)>();
        var scored = new List<(StepForecast[] Forecast, double[] Actual)>();
        var origins = plan.At(values.Length).ToList();
        for (var i = 0; i < origins.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var origin = origins[i];
            while (pending.TryPeek(out var known) && known.End <= origin)
            {
                book.Learn(known.Forecast, known.Actual, known.Variation);
                pending.Dequeue();
            }
            var history = values.Span[..origin];
            var forecast = forecaster.Forecast(history, shape, plan.Horizon);
            var variation = IntervalBook.Variation(history, shape, plan.Horizon);
            var actual = values.Span.Slice(origin, plan.Horizon).ToArray();
            if (i >= plan.Warm) scored.Add((book.Around(forecast, variation), actual));
            pending.Enqueue((origin + plan.Horizon, forecast, actual, variation));
        }
        foreach (var known in pending) book.Learn(known.Forecast, known.Actual, known.Variation);
        return new BacktestResult(Score.Of(forecaster.Name, scored, Score.Scale(values.Span[..origins[plan.Warm]], shape)), book);
    }
}
