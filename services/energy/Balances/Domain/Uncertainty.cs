using FactoryTwin.Services.Energy.Meters.Domain;

namespace FactoryTwin.Services.Energy.Balances.Domain;

/// <summary>What is known of a meter's error.</summary>
/// <param name="AccuracyPercent">Limits of error of a measured one, of its quantity; null: not known.</param>
/// <param name="Formula">Of a virtual one, whose error comes from its parts.</param>
public readonly record struct MeterError(double? AccuracyPercent, Formula? Formula);

/// <summary>
/// Uncertainty of a weighted sum of meters, by the law of propagation (JCGM 100:2008, 5.1): limits of error a become the standard uncertainty a / sqrt(3)
/// (a rectangular distribution, 4.3.7); meters err independently; one that is in the sum several times, by itself and within virtual ones, errs
/// once. Expanded with coverage factor 2.
/// </summary>
public static class Uncertainty
{
    private const double Coverage = 2;
    private const double Step = 1e-6;

    /// <summary>Expanded uncertainty; null where the class of a meter is not known.</summary>
    /// <param name="weights">How much the sum changes with each meter; a meter may be there several times.</param>
    /// <param name="error">By the meter's name.</param>
    /// <param name="quantity">By the meter's name; finite.</param>
    public static double? Expanded(IEnumerable<(string Meter, double Weight)> weights, Func<string, MeterError> error, Func<string, double> quantity)
    {
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (meter, weight) in weights) Spread(meter, weight, sums, error, quantity);
        var variance = 0.0;
        foreach (var (meter, weight) in sums)
        {
            if (weight == 0) continue;
            if (error(meter).AccuracyPercent is not { } percent) return null;
            variance += Math.Pow(weight * percent / 100 * quantity(meter), 2) / 3;
        }
        return Coverage * Math.Sqrt(variance);
    }

    private static void Spread(string meter, double weight, Dictionary<string, double> sums, Func<string, MeterError> error, Func<string, double> quantity)
    {
        if (error(meter).Formula is not { } formula)
        {
            sums[meter] = sums.GetValueOrDefault(meter) + weight;
            return;
        }
        foreach (var id in formula.Meters)
        {
            var at = quantity($"meters/{id}");
            var step = Math.Max(Math.Abs(at), 1) * Step;
            // A central difference: exact for sums, and what is left of the error of others is far below that of a class.
            var slope = (With(at + step) - With(at - step)) / (2 * step);
            Spread($"meters/{id}", weight * slope, sums, error, quantity);

            double With(double changed) => formula.Value(other => other == id ? changed : quantity($"meters/{other}"));
        }
    }
}
