using System.Globalization;

namespace FactoryTwin.Services.Energy.Baselines.Domain;

/// <summary>What a fit must reach to be a baseline; 0 asks for nothing.</summary>
public sealed record FitLimitsModel(double MinRSquared, double MaxP, double MaxCvRmsePercent, int MinObservations);

/// <summary>Whether a fit may be a baseline.</summary>
public static class FitCheck
{
    /// <summary>Every limit that it misses, in words; none: it is good.</summary>
    public static IEnumerable<string> Faults(Fit fit, FitLimitsModel limits, IReadOnlyList<string> variables)
    {
        if (fit.Count < limits.MinObservations) yield return $"{fit.Count} observations are fewer than {limits.MinObservations}";
        if (fit.RSquared < limits.MinRSquared) yield return Text($"R squared {fit.RSquared:0.####} is below {limits.MinRSquared}");
        if (limits.MaxCvRmsePercent > 0 && !(fit.CvRmsePercent <= limits.MaxCvRmsePercent)) yield return Text($"CV(RMSE) {fit.CvRmsePercent:0.##} % is above {limits.MaxCvRmsePercent} %");
        for (var i = 0; i < variables.Count && limits.MaxP > 0; i++)
        {
            if (fit.Coefficients[i + 1].P > limits.MaxP) yield return Text($"p of '{variables[i]}' {fit.Coefficients[i + 1].P:0.####} is above {limits.MaxP}");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
