namespace FactoryTwin.Services.Energy.Baselines.Domain;

/// <summary>An observation: what was used in a period, and the values of the variables in it.</summary>
public readonly record struct Observation(double Energy, double[] Variables);

/// <summary>A coefficient and how sure it is.</summary>
/// <param name="Value">Estimate.</param>
/// <param name="StandardError">Of the estimate.</param>
/// <param name="T">Value over standard error.</param>
/// <param name="P">Two-sided, of its being 0.</param>
public readonly record struct Coefficient(double Value, double StandardError, double T, double P);

/// <summary>E = a + sum of b_i x_i, fitted.</summary>
/// <param name="Coefficients">The constant first, then one a variable.</param>
/// <param name="Covariance">Inverse of X'X, by which standard errors scale.</param>
public sealed record Fit(IReadOnlyList<Coefficient> Coefficients, double[][] Covariance)
{
    /// <summary>Observations.</summary>
    public int Count { get; init; }

    /// <summary>Share of the variance that is explained.</summary>
    public double RSquared { get; init; }

    /// <summary>The same with the number of variables charged.</summary>
    public double AdjustedRSquared { get; init; }

    /// <summary>Root of the residual sum of squares over the degrees of freedom.</summary>
    public double Rmse { get; init; }

    /// <summary>That as a share of the mean energy, in percent.</summary>
    public double CvRmsePercent { get; init; }

    /// <summary>P of the whole model against the constant alone; NaN without variables.</summary>
    public double ModelP { get; init; }

    /// <summary>Smallest and largest value of each variable: the range in which the model was seen to hold.</summary>
    public IReadOnlyList<(double Low, double High)> Ranges { get; init; } = [];

    /// <summary>Energy that is expected at these values.</summary>
    public double Expected(double[] x) => Coefficients[0].Value + x.Select((value, i) => value * Coefficients[i + 1].Value).Sum();

    /// <summary>Standard error of one new observation about that.</summary>
    public double PredictionError(double[] x)
    {
        double[] row = [1, .. x];
        var lever = 0.0;
        for (var i = 0; i < row.Length; i++)
        {
            for (var j = 0; j < row.Length; j++) lever += row[i] * Covariance[i][j] * row[j];
        }
        return Rmse * Math.Sqrt(1 + Math.Max(0, lever));
    }
}

/// <summary>Ordinary least squares by Householder reflections of the scaled columns, which holds where the normal equations don't.</summary>
public static class LeastSquares
{
    private const double Dependent = 1e-10;

    /// <summary>The fit; or the variable (from 0; -1: too few observations) that the others, or a constant, determine.</summary>
    public static (Fit? Fit, int Fault) Of(IReadOnlyList<Observation> observations)
    {
        var (n, k) = (observations.Count, 1 + (observations.Count == 0 ? 0 : observations[0].Variables.Length));
        if (n <= k) return (null, -1);
        var (a, scales, shifts) = Columns(observations, k);
        var y = observations.Select(o => o.Energy).ToArray();
        for (var j = 0; j < k; j++)
        {
            var norm = Math.Sqrt(Enumerable.Range(j, n - j).Sum(i => a[i][j] * a[i][j]));
            // Columns have length 1: what is left of one is what those before it do not determine.
            if (!(norm > Dependent)) return (null, j - 1);
            Reflect(a, y, j, a[j][j] > 0 ? -norm : norm);
        }
        var inverse = InverseOfUpper(a, k);
        var raw = Unscaled(inverse, Enumerable.Range(0, k).Select(i => Enumerable.Range(i, k - i).Sum(j => inverse[i][j] * y[j])).ToArray(), scales, shifts);
        return (Judged(observations, raw.Values, raw.Covariance), 0);
    }

    /// <summary>The constant, and each variable about its mean: so a large offset (a year, a temperature in kelvin) takes no digits.</summary>
    private static (double[][] Columns, double[] Scales, double[] Shifts) Columns(IReadOnlyList<Observation> observations, int k)
    {
        var (scales, shifts) = (new double[k], new double[k]);
        scales[0] = Math.Sqrt(observations.Count);
        for (var j = 1; j < k; j++)
        {
            shifts[j] = observations.Average(o => o.Variables[j - 1]);
            scales[j] = Math.Sqrt(observations.Sum(o => Math.Pow(o.Variables[j - 1] - shifts[j], 2)));
            // A variable that does not change is the constant once more.
            if (!(scales[j] > Dependent * Math.Max(1e-300, Math.Abs(shifts[j])))) scales[j] = double.PositiveInfinity;
        }
        return ([.. observations.Select(o => Enumerable.Range(0, k).Select(j => j == 0 ? 1 / scales[0] : (o.Variables[j - 1] - shifts[j]) / scales[j]).ToArray())], scales, shifts);
    }

    private static void Reflect(double[][] a, double[] y, int j, double diagonal)
    {
        var v = a.Select(row => row[j]).ToArray();
        v[j] -= diagonal;
        var length = Enumerable.Range(j, v.Length - j).Sum(i => v[i] * v[i]);
        for (var column = j; column < a[0].Length; column++)
        {
            var dot = 2 * Enumerable.Range(j, v.Length - j).Sum(i => v[i] * a[i][column]) / length;
            for (var i = j; i < v.Length; i++) a[i][column] -= dot * v[i];
        }
        var turn = 2 * Enumerable.Range(j, v.Length - j).Sum(i => v[i] * y[i]) / length;
        for (var i = j; i < v.Length; i++) y[i] -= turn * v[i];
    }

    private static double[][] InverseOfUpper(double[][] r, int k)
    {
        var inverse = Enumerable.Range(0, k).Select(_ => new double[k]).ToArray();
        for (var j = 0; j < k; j++)
        {
            inverse[j][j] = 1 / r[j][j];
            for (var i = j - 1; i >= 0; i--) inverse[i][j] = -Enumerable.Range(i + 1, j - i).Sum(m => r[i][m] * inverse[m][j]) / r[i][i];
        }
        return inverse;
    }

    /// <summary>Back to the variables as they came: b_j = g_j / scale_j, a = g_0 / scale_0 - sum of b_j shift_j; the covariance goes the same way.</summary>
    private static (double[] Values, double[][] Covariance) Unscaled(double[][] inverse, double[] g, double[] scales, double[] shifts)
    {
        var k = g.Length;
        var t = Enumerable.Range(0, k).Select(i => Enumerable.Range(0, k).Select(j => i == j ? 1 / scales[j] : i == 0 ? -shifts[j] / scales[j] : 0).ToArray()).ToArray();
        var half = Product(t, inverse);
        return ([.. t.Select(row => row.Select((value, j) => value * g[j]).Sum())], Product(half, [.. Enumerable.Range(0, k).Select(i => half.Select(row => row[i]).ToArray())]));
    }

    private static double[][] Product(double[][] a, double[][] b) =>
        [.. a.Select(row => Enumerable.Range(0, b[0].Length).Select(j => row.Select((value, m) => value * b[m][j]).Sum()).ToArray())];

    private static Fit Judged(IReadOnlyList<Observation> observations, double[] values, double[][] covariance)
    {
        var (n, k) = (observations.Count, values.Length);
        var mean = observations.Average(o => o.Energy);
        var residual = observations.Sum(o => Math.Pow(o.Energy - values[0] - o.Variables.Select((x, j) => x * values[j + 1]).Sum(), 2));
        var total = observations.Sum(o => Math.Pow(o.Energy - mean, 2));
        var freedom = n - k;
        var rmse = Math.Sqrt(residual / freedom);
        var f = k > 1 ? (total - residual) / (k - 1) / (residual / freedom) : double.NaN;
        return new Fit([.. values.Select((value, j) => Of(value, rmse * Math.Sqrt(covariance[j][j]), freedom))], covariance)
        {
            Count = n,
            RSquared = total > 0 ? 1 - (residual / total) : 0,
            AdjustedRSquared = total > 0 ? 1 - (residual / freedom / (total / (n - 1))) : 0,
            Rmse = rmse,
            CvRmsePercent = rmse / Math.Abs(mean) * 100,
            ModelP = k > 1 ? Beta.Regularized(freedom / 2.0, (k - 1) / 2.0, freedom / (freedom + ((k - 1) * f))) : double.NaN,
            Ranges = [.. Enumerable.Range(0, k - 1).Select(j => (observations.Min(o => o.Variables[j]), observations.Max(o => o.Variables[j])))],
        };
    }

    private static Coefficient Of(double value, double error, int freedom)
    {
        var t = value / error;
        return new Coefficient(value, error, t, double.IsNaN(t) ? 1 : Beta.Regularized(freedom / 2.0, 0.5, freedom / (freedom + (t * t))));
    }
}
