using FactoryTwin.Services.Energy.Watches.Domain;

namespace FactoryTwin.Services.Energy.Baselines.Domain;

/// <summary>What is said of a period against its baseline.</summary>
public static class EnpiJudgement
{
    /// <summary>Standard errors of a single period that chance alone may explain.</summary>
    private const double Coverage = 2;

    /// <param name="actual">Energy used.</param>
    /// <param name="expected">Energy that the baseline expects.</param>
    /// <param name="error">Standard error of a single period about it.</param>
    /// <param name="percent">The rule's share of the expected energy.</param>
    /// <param name="seen">Every variable is in the range that the baseline has seen.</param>
    public static Verdict Of(double actual, double expected, double error, double percent, bool seen)
    {
        if (!seen || !(expected > 0)) return Verdict.NotJudged;
        var distance = Math.Abs(actual - expected);
        if (distance <= percent / 100 * expected) return Verdict.Balanced;
        return distance > Coverage * error ? Verdict.Imbalanced : Verdict.WithinUncertainty;
    }
}
