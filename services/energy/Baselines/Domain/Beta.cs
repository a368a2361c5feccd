namespace FactoryTwin.Services.Energy.Baselines.Domain;

/// <summary>The regularized incomplete beta function, from which Student's t and Fisher's F have their tails.</summary>
internal static class Beta
{
    private const int MaxSteps = 10_000;
    private const double Enough = 1e-15;
    private const double Tiny = 1e-300;

    /// <summary>I_x(a, b), for a, b above 0 and x from 0 to 1.</summary>
    public static double Regularized(double a, double b, double x)
    {
        if (!(x > 0)) return 0;
        if (x >= 1) return 1;
        // The fraction converges fast on this side of the mean, and the function is symmetric.
        if (x > (a + 1) / (a + b + 2)) return 1 - Regularized(b, a, 1 - x);
        var front = Math.Exp((a * Math.Log(x)) + (b * Math.Log(1 - x)) + LogGamma(a + b) - LogGamma(a) - LogGamma(b)) / a;
        return front * Fraction(a, b, x);
    }

    /// <summary>The continued fraction (DLMF 8.17.22) by Lentz's method.</summary>
    private static double Fraction(double a, double b, double x)
    {
        var (c, d) = (1.0, Guard(1 - ((a + b) * x / (a + 1))));
        d = 1 / d;
        var value = d;
        for (var m = 1; m <= MaxSteps; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            (c, d) = (Guard(1 + (even / c)), 1 / Guard(1 + (even * d)));
            value *= c * d;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            (c, d) = (Guard(1 + (odd / c)), 1 / Guard(1 + (odd * d)));
            value *= c * d;
            if (Math.Abs((c * d) - 1) < Enough) break;
        }
        return value;
    }

    private static double Guard(double value) => Math.Abs(value) < Tiny ? Tiny : value;

    /// <summary>Stirling's series (DLMF 5.11.1) from 10 on, the recurrence below.</summary>
    private static double LogGamma(double x)
    {
        var shift = 0.0;
        for (; x < 10; x++) shift -= Math.Log(x);
        var s = 1 / (x * x);
        return shift + ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI))
            + ((1.0 / 12) - (s * ((1.0 / 360) - (s * ((1.0 / 1_260) - (s * ((1.0 / 1_680) - (s / 1_188)))))))) / x;
    }
}
