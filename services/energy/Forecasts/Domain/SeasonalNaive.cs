namespace FactoryTwin.Services.Energy.Forecasts.Domain;

/// <summary>What was a week before. The measure of all others.</summary>
public sealed class SeasonalNaive : IForecaster
{
    /// <inheritdoc/>
    public string Name => "seasonal-naive";

    /// <inheritdoc/>
    public int Needs(SeriesShape shape) => shape.StepsPerWeek;

    /// <inheritdoc/>
    public double[] Forecast(ReadOnlySpan<double> history, SeriesShape shape, int horizon)
    {
        var values = new double[horizon];
        for (var h = 0; h < horizon; h++) values[h] = h < shape.StepsPerWeek ? history[history.Length - shape.StepsPerWeek + h] : values[h - shape.StepsPerWeek];
        return values;
    }
}
