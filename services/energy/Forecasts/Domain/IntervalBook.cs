namespace FactoryTwin.Services.Energy.Forecasts.Domain;

/// <summary>A forecast of one step.</summary>
/// <param name="Low">P10: one in ten is lower.</param>
/// <param name="Middle">The forecast.</param>
/// <param name="High">P90: one in ten is higher.</param>
public readonly record struct StepForecast(double Low, double Middle, double High);

/// <summary>
/// Prediction intervals by conformal prediction: errors of past forecasts, in units of how much that step of like days varies, have quantiles; the
/// coming step's interval is the forecast plus those quantiles times its own variation. No distribution is assumed. Only errors of forecasts whose
/// outcome is known at the origin are in it.
/// </summary>
/// <param name="kept">Origins whose errors are kept, the newest ones.</param>
public sealed class IntervalBook(int kept)
{
    /// <summary>The levels of an interval.</summary>
    public const double LowLevel = 0.1, HighLevel = 0.9;

    private static readonly AnalogueDays Spread = new(Forecasters.Analogue);
    private readonly Queue<double[]> _errors = new();

    /// <summary>Origins whose errors are known.</summary>
    public int Count => _errors.Count;

    /// <summary>How much each coming step varies over like days: P90 less P10, at least a twentieth of the mean over the steps.</summary>
    public static double[] Variation(ReadOnlySpan<double> history, SeriesShape shape, int horizon)
    {
        var quantiles = Spread.Quantiles(history, shape, horizon, [LowLevel, HighLevel]);
        var widths = quantiles[1].Zip(quantiles[0], (high, low) => high - low).ToArray();
        var least = Math.Max(widths.Average() / 20, 1e-9);
        return [.. widths.Select(w => Math.Max(w, least))];
    }

    /// <summary>Adds the errors of an origin whose outcome is known.</summary>
    public void Learn(ReadOnlySpan<double> forecast, ReadOnlySpan<double> actual, ReadOnlySpan<double> variation)
    {
        var errors = new double[forecast.Length];
        for (var h = 0; h < errors.Length; h++) errors[h] = (actual[h] - forecast[h]) / variation[h];
        _errors.Enqueue(errors);
        if (_errors.Count > kept) _errors.Dequeue();
    }

    /// <summary>The forecast with its interval.</summary>
    public StepForecast[] Around(double[] forecast, double[] variation)
    {
        var pool = _errors.SelectMany(e => e).ToArray();
        var (low, high) = pool.Length == 0 ? (double.NaN, double.NaN) : (Weighted.Quantile(pool, LowLevel), Weighted.Quantile(pool, HighLevel));
        return [.. forecast.Select((f, h) => new StepForecast(Math.Min(f, f + (low * variation[h])), f, Math.Max(f, f + (high * variation[h]))))];
    }
}
