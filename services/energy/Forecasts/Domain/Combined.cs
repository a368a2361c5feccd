namespace FactoryTwin.Services.Energy.Forecasts.Domain;

/// <summary>The mean of several: what one misses, another may have.</summary>
public sealed class Combined(params IReadOnlyList<IForecaster> parts) : IForecaster
{
    /// <inheritdoc/>
    public string Name => "combined";

    /// <inheritdoc/>
    public int Needs(SeriesShape shape) => parts.Max(p => p.Needs(shape));

    /// <inheritdoc/>
    public double[] Forecast(ReadOnlySpan<double> history, SeriesShape shape, int horizon)
    {
        var sum = new double[horizon];
        foreach (var part in parts)
        {
            var values = part.Forecast(history, shape, horizon);
            for (var h = 0; h < horizon; h++) sum[h] += values[h] / parts.Count;
        }
        return sum;
    }
}
