namespace FactoryTwin.Services.Energy.Forecasts.Domain;

/// <summary>Quantiles of weighted values.</summary>
public static class Weighted
{
    /// <summary>
    /// The value below which the share <paramref name="level"/> of the weight lies, interpolated between the middles of the weights; sorts
    /// both spans by value. NaN where there is no weight.
    /// </summary>
    public static double Quantile(Span<double> values, Span<double> weights, double level)
    {
        values.Sort(weights);
        var total = 0.0;
        foreach (var weight in weights) total += weight;
        if (total <= 0) return double.NaN;
        var (target, passed) = (level * total, 0.0);
        var (before, middleBefore) = (double.NaN, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            if (weights[i] <= 0) continue;
            var middle = passed + (weights[i] / 2);
            if (middle >= target) return double.IsNaN(before) ? values[i] : before + ((values[i] - before) * (target - middleBefore) / (middle - middleBefore));
            (before, middleBefore) = (values[i], middle);
            passed += weights[i];
        }
        return before;
    }

    /// <summary>A quantile of values that weigh the same.</summary>
    public static double Quantile(IEnumerable<double> values, double level)
    {
        var sorted = values.ToArray();
        var weights = new double[sorted.Length];
        Array.Fill(weights, 1);
        return Quantile(sorted, weights, level);
    }
}
