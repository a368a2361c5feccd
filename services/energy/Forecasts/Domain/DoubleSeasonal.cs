namespace FactoryTwin.Services.Energy.Forecasts.Domain;

/// <summary>
/// Exponential smoothing with a season of the day and one of the week, and an autoregressive error (Taylor, Journal of the Operational Research
/// Society 54, 2003, additive form). The smoothing weights are those of a grid with the least squared one-step error over the history's second half.
/// </summary>
public sealed class DoubleSeasonal : IForecaster
{
    private const int MaxWeeks = 12;
    private static readonly double[] Levels = [0.002, 0.02, 0.1];
    private static readonly double[] Days = [0.02, 0.12];
    private static readonly double[] Weeks = [0.05, 0.2];
    private static readonly double[] Errors = [0, 0.5, 0.85, 0.97];

    /// <inheritdoc/>
    public string Name => "double-seasonal";

    /// <inheritdoc/>
    public int Needs(SeriesShape shape) => 3 * shape.StepsPerWeek;

    /// <inheritdoc/>
    public double[] Forecast(ReadOnlySpan<double> history, SeriesShape shape, int horizon)
    {
        var recent = history[^Math.Min(history.Length, MaxWeeks * shape.StepsPerWeek)..];
        var best = (Error: double.PositiveInfinity, Values: Array.Empty<double>());
        foreach (var level in Levels)
        {
            foreach (var day in Days)
            {
                foreach (var week in Weeks)
                {
                    foreach (var error in Errors)
                    {
                        var run = new Run(recent, shape, level, day, week, error);
                        if (run.SquaredError < best.Error) best = (run.SquaredError, run.Ahead(horizon));
                    }
                }
            }
        }
        return best.Values;
    }

    private sealed class Run
    {
        private readonly double[] _day;
        private readonly double[] _week;
        private readonly double _error;
        private readonly int _length;
        private double _level;
        private double _last;

        internal Run(ReadOnlySpan<double> values, SeriesShape shape, double level, double day, double week, double error)
        {
            (_error, _length) = (error, values.Length);
            (_day, _week) = (new double[shape.StepsPerDay], new double[shape.StepsPerWeek]);
            Start(values, shape);
            for (var t = shape.StepsPerWeek; t < values.Length; t++)
            {
                ref var d = ref _day[t % _day.Length];
                ref var w = ref _week[t % _week.Length];
                var surprise = values[t] - (_level + d + w + (_error * _last));
                if (t >= values.Length / 2) SquaredError += surprise * surprise;
                var known = values[t] - (_level + d + w);
                _level += level * surprise;
                d += day * surprise;
                w += week * surprise;
                _last = known;
            }
        }

        internal double SquaredError { get; private set; }

        internal double[] Ahead(int horizon)
        {
            var values = new double[horizon];
            var carried = _last;
            for (var h = 0; h < horizon; h++)
            {
                carried *= _error;
                values[h] = _level + _day[(_length + h) % _day.Length] + _week[(_length + h) % _week.Length] + carried;
            }
            return values;
        }

        /// <summary>Level and seasons of the first week.</summary>
        private void Start(ReadOnlySpan<double> values, SeriesShape shape)
        {
            for (var t = 0; t < shape.StepsPerWeek; t++) _level += values[t] / shape.StepsPerWeek;
            for (var t = 0; t < shape.StepsPerWeek; t++) _day[t % _day.Length] += (values[t] - _level) / SeriesShape.DaysPerWeek;
            for (var t = 0; t < shape.StepsPerWeek; t++) _week[t] = values[t] - _level - _day[t % _day.Length];
        }
    }
}
