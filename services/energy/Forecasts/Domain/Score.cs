namespace FactoryTwin.Services.Energy.Forecasts.Domain;

/// <summary>How good forecasts were, over all steps of all origins of a back-test.</summary>
/// <param name="Model">Name of the forecaster.</param>
/// <param name="Origins">Forecasts that were scored.</param>
/// <param name="Mae">Mean absolute error.</param>
/// <param name="Rmse">Root of the mean squared error.</param>
/// <param name="Bias">Mean of forecast less outcome.</param>
/// <param name="Wape">Sum of absolute errors over sum of absolute outcomes, 0.1 = 10 %; NaN where all outcomes are zero.</param>
/// <param name="Mase">Mean absolute error over that of "as a week before" within the history before the first origin; NaN where that is zero.</param>
/// <param name="Pinball">Mean pinball loss of P10, P50 and P90.</param>
/// <param name="Coverage">Share of outcomes within P10 to P90; 0.8 is meant.</param>
public sealed record Score(string Model, int Origins, double Mae, double Rmse, double Bias, double Wape, double Mase, double Pinball, double Coverage)
{
    /// <summary>Of forecasts and their outcomes.</summary>
    public static Score Of(string model, IReadOnlyList<(StepForecast[] Forecast, double[] Actual)> runs, double scale)
    {
        var pairs = runs.SelectMany(r => r.Forecast.Zip(r.Actual)).ToList();
        var mae = pairs.Average(p => Math.Abs(p.First.Middle - p.Second));
        var total = pairs.Sum(p => Math.Abs(p.Second));
        return new Score(
            model,
            runs.Count,
            mae,
            Math.Sqrt(pairs.Average(p => Math.Pow(p.First.Middle - p.Second, 2))),
            pairs.Average(p => p.First.Middle - p.Second),
            total > 0 ? mae * pairs.Count / total : double.NaN,
            scale > 0 ? mae / scale : double.NaN,
            pairs.Average(p => (Loss(p.First.Low, p.Second, IntervalBook.LowLevel) + Loss(p.First.Middle, p.Second, 0.5) + Loss(p.First.High, p.Second, IntervalBook.HighLevel)) / 3),
            pairs.Average(p => p.First.Low <= p.Second && p.Second <= p.First.High ? 1.0 : 0.0));
    }

    /// <summary>Mean absolute difference to the value a week before: the unit of MASE.</summary>
    public static double Scale(ReadOnlySpan<double> history, SeriesShape shape)
    {
        var sum = 0.0;
        for (var t = shape.StepsPerWeek; t < history.Length; t++) sum += Math.Abs(history[t] - history[t - shape.StepsPerWeek]);
        return sum / Math.Max(1, history.Length - shape.StepsPerWeek);
    }

    private static double Loss(double quantile, double actual, double level) =>
        actual >= quantile ? level * (actual - quantile) : (1 - level) * (quantile - actual);
}
