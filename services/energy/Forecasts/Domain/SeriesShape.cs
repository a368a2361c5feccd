namespace FactoryTwin.Services.Energy.Forecasts.Domain;

/// <summary>How a series of equal steps repeats: by the day and by the week.</summary>
/// <param name="StepsPerDay">For example 96 of a quarter of an hour.</param>
public sealed record SeriesShape(int StepsPerDay)
{
    /// <summary>Days of a week.</summary>
    public const int DaysPerWeek = 7;

    /// <summary>Steps of a week.</summary>
    public int StepsPerWeek => StepsPerDay * DaysPerWeek;
}

/// <summary>A way to say what comes next. Sees the past alone: the history ends where the forecast begins.</summary>
public interface IForecaster
{
    /// <summary>Stable name, for example "seasonal-naive".</summary>
    string Name { get; }

    /// <summary>Steps of history that it needs at least.</summary>
    int Needs(SeriesShape shape);

    /// <summary>The next <paramref name="horizon"/> values.</summary>
    double[] Forecast(ReadOnlySpan<double> history, SeriesShape shape, int horizon);
}
