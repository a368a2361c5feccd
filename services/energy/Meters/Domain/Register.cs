namespace FactoryTwin.Services.Energy.Meters.Domain;

/// <summary>How readings become quantities; numbers as in the contract.</summary>
public enum MeterKindModel { Unspecified, Register, Interval, Virtual }

/// <summary>A reading, in counts.</summary>
public readonly record struct Count(DateTimeOffset Time, double Value);

/// <summary>What a meter's readings mean.</summary>
/// <param name="Kind">Register or interval.</param>
/// <param name="Multiplier">Units a count.</param>
/// <param name="Modulus">Where the register starts again; 0: it does not.</param>
/// <param name="Bidirectional">The register may count backwards.</param>
/// <param name="MaxGap">Between readings further apart nothing is known.</param>
public sealed record MeterRule(MeterKindModel Kind, double Multiplier, double Modulus, bool Bidirectional, TimeSpan MaxGap);

/// <summary>What went through between two readings, in units.</summary>
public readonly record struct Passed(DateTimeOffset Start, DateTimeOffset End, double Quantity);

/// <summary>Quantities from readings.</summary>
public static class Register
{
    /// <summary>
    /// What went through between each reading and the next; nothing where they are further apart than the rule allows. A register that is lower than before has
    /// started again from 0 if that makes the smaller step of the two ways round; otherwise it was set back or replaced, which is told, and what
    /// went through is not known.
    /// </summary>
    /// <param name="counts">Ordered by time, each at another one.</param>
    /// <param name="rule">What they mean.</param>
    public static (List<Passed> Passed, List<DateTimeOffset> Resets) Between(IReadOnlyList<Count> counts, MeterRule rule)
    {
        var passed = new List<Passed>();
        var resets = new List<DateTimeOffset>();
        for (var i = 1; i < counts.Count; i++)
        {
            var (before, now) = (counts[i - 1], counts[i]);
            if (now.Time - before.Time > rule.MaxGap) continue;
            if (Step(before.Value, now.Value, rule) is { } step) passed.Add(new Passed(before.Time, now.Time, step * rule.Multiplier));
            else resets.Add(now.Time);
        }
        return (passed, resets);
    }

    private static double? Step(double before, double now, MeterRule rule)
    {
        if (rule.Kind == MeterKindModel.Interval) return now;
        var step = now - before;
        if (rule.Modulus > 0)
        {
            // Either way round; the shorter one is what happened, unless that is backwards and the meter cannot.
            if (step < 0 && (step + rule.Modulus < -step)) return step + rule.Modulus;
            if (step > 0 && rule.Bidirectional && rule.Modulus - step < step) return step - rule.Modulus;
        }
        return step >= 0 || rule.Bidirectional ? step : null;
    }
}
