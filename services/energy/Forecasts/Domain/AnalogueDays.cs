namespace FactoryTwin.Services.Energy.Forecasts.Domain;

/// <summary>How much a past day counts for a coming one.</summary>
/// <param name="HalfLifeDays">A day so old counts half.</param>
/// <param name="OtherWeekday">What another day of the same kind (Monday to Friday) counts beside the same day of the week.</param>
/// <param name="Similarity">How fast a day counts less whose eve was another: the power of e for one mean eve's difference; 0: not at all.</param>
/// <param name="Neighbours">Steps before and after the step that count too.</param>
public sealed record AnalogueSettings(double HalfLifeDays, double OtherWeekday, double Similarity, int Neighbours);

/// <summary>
/// The weighted median of past days that were like the coming one: of the same day of the week or kind, not long ago, and after an eve like this
/// one. A median is what the absolute error asks for, and one stopped furnace does not move it.
/// </summary>
public sealed class AnalogueDays(AnalogueSettings settings) : IForecaster
{
    private const int Workdays = 5;
    private const int MaxDays = 370;

    /// <inheritdoc/>
    public string Name => "analogue-days";

    /// <inheritdoc/>
    public int Needs(SeriesShape shape) => 3 * shape.StepsPerWeek;

    /// <inheritdoc/>
    public double[] Forecast(ReadOnlySpan<double> history, SeriesShape shape, int horizon) => Quantiles(history, shape, horizon, [0.5])[0];

    /// <summary>The weighted quantiles of the days that count.</summary>
    public double[][] Quantiles(ReadOnlySpan<double> history, SeriesShape shape, int horizon, IReadOnlyList<double> levels)
    {
        var day = shape.StepsPerDay;
        var first = history.Length; // index of the first step to come
        var days = Math.Min((history.Length / day) - 1, MaxDays);
        var kinds = KindOfDays(history, shape);
        var eves = EveDistances(history, day, days);
        var result = levels.Select(_ => new double[horizon]).ToArray();
        var reach = (2 * settings.Neighbours) + 1;
        var (values, weights) = (new double[days * reach], new double[days * reach]);
        double[] counts = [];
        for (var h = 0; h < horizon; h++)
        {
            var ahead = h / day;
            var count = 0;
            if (h % day == 0) counts = [.. Enumerable.Range(0, days + 1).Select(back => back > ahead ? Weight(back, kinds, eves, back - ahead - 1) : 0)];
            // Lag by whole days: the same step `back` days before the coming one.
            for (var back = ahead + 1; back <= days; back++)
            {
                var weight = counts[back];
                if (weight <= 1e-9) continue;
                for (var near = -settings.Neighbours; near <= settings.Neighbours; near++)
                {
                    var at = first + h - (back * day) + near;
                    if (at < 0 || at >= history.Length) continue;
                    values[count] = history[at];
                    weights[count++] = weight / (1 + Math.Abs(near));
                }
            }
            for (var q = 0; q < levels.Count; q++) result[q][h] = Weighted.Quantile(values.AsSpan(0, count), weights.AsSpan(0, count), levels[q]);
        }
        return result;
    }

    /// <summary>Which days of the week are alike: found in the data, because a plant's days of rest are its own.</summary>
    private static bool[] KindOfDays(ReadOnlySpan<double> history, SeriesShape shape)
    {
        // Mean of each day of the week, counted backwards from the coming day (0), over the last weeks.
        var weeks = Math.Min(8, history.Length / shape.StepsPerWeek);
        var means = new double[SeriesShape.DaysPerWeek];
        for (var d = 0; d < SeriesShape.DaysPerWeek; d++)
        {
            var sums = new double[weeks];
            for (var w = 0; w < weeks; w++)
            {
                var end = history.Length - (w * shape.StepsPerWeek) - (d * shape.StepsPerDay);
                foreach (var value in history.Slice(end - shape.StepsPerDay, shape.StepsPerDay)) sums[w] += value;
            }
            means[(d + 1) % SeriesShape.DaysPerWeek] = Weighted.Quantile(sums, 0.5);
        }
        var typical = means.Order().ElementAt(SeriesShape.DaysPerWeek - (Workdays / 2) - 1);
        return [.. means.Select(m => Math.Abs(m - typical) <= 0.3 * Math.Abs(typical))];
    }

    private static double[] EveDistances(ReadOnlySpan<double> history, int day, int days)
    {
        // How unlike the eve of the day `i` days before the last complete eve was; 0 for the eve itself.
        var distances = new double[days];
        var eve = history[^day..];
        for (var i = 0; i < days; i++)
        {
            var end = history.Length - ((i + 1) * day);
            if (end < day)
            {
                distances[i] = double.NaN;
                continue;
            }
            var other = history[(end - day)..end];
            for (var k = 0; k < day; k++) distances[i] += Math.Abs(other[k] - eve[k]);
        }
        var mean = distances.Where(d => !double.IsNaN(d)).DefaultIfEmpty(0).Average();
        return [.. distances.Select(d => double.IsNaN(d) ? 2 : mean > 0 ? d / mean : 0)];
    }

    private double Weight(int back, bool[] kinds, double[] eves, int eve)
    {
        var other = back % SeriesShape.DaysPerWeek;
        // kinds[j]: whether the day of the week j days before the coming first day is a usual one.
        var ahead = back - eve - 1;
        var (mine, its) = (kinds[((-ahead % 7) + 7) % 7], kinds[(eve + 1) % 7]);
        var kind = other == 0 ? 1 : mine && its ? settings.OtherWeekday : 0;
        return kind * Math.Pow(0.5, back / settings.HalfLifeDays) * Math.Exp(-settings.Similarity * eves[eve]);
    }
}
