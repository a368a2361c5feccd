namespace FactoryTwin.Services.Energy.Meters.Domain;

/// <summary>How readings become quantities; numbers as in the contract.</summary>
public enum MeterKindModel { Unspecified, Register, Interval, Virtual }

/// <summary>A reading, in counts. The value of a bad one is not used.</summary>
public readonly record struct Count(DateTimeOffset Time, double Value, ReadingQuality Quality = ReadingQuality.Good);

/// <summary>What a meter's readings mean.</summary>
/// <param name="Kind">Register or interval.</param>
/// <param name="Multiplier">Units a count.</param>
/// <param name="Modulus">Where the register starts again; 0: it does not.</param>
/// <param name="Bidirectional">The register may count backwards.</param>
/// <param name="MaxGap">Between readings further apart nothing is known.</param>
public sealed record MeterRule(MeterKindModel Kind, double Multiplier, double Modulus, bool Bidirectional, TimeSpan MaxGap);

/// <summary>What went through between two readings, in units; NaN where a bad reading was all there was. The quality is the worst reading's of those at its ends and between.</summary>
public readonly record struct Passed(DateTimeOffset Start, DateTimeOffset End, double Quantity, ReadingQuality Quality = ReadingQuality.Good);

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
    /// <remarks>
    /// A register's difference holds across a bad reading, but is told as bad, because how it is spread in time is not known. Of a meter of intervals
    /// what the bad reading stands for is lost.
    /// </remarks>
    public static (List<Passed> Passed, List<DateTimeOffset> Resets) Between(IReadOnlyList<Count> counts, MeterRule rule)
    {
        var passed = new List<Passed>();
        var resets = new List<DateTimeOffset>();
        var (before, worst) = ((Count?)null, ReadingQuality.Good);
        foreach (var now in counts)
        {
            var bad = now.Quality == ReadingQuality.Bad;
            worst = Worse(worst, now.Quality);
            if (bad && rule.Kind != MeterKindModel.Interval) continue;
            if (before is { } last && now.Time - last.Time <= rule.MaxGap)
            {
                if (bad) passed.Add(new Passed(last.Time, now.Time, double.NaN, worst));
                else if (Step(last.Value, now.Value, rule) is { } step) passed.Add(new Passed(last.Time, now.Time, step * rule.Multiplier, worst));
                else resets.Add(now.Time);
            }
            // Where an interval of a meter of intervals starts says nothing of its quantity.
            (before, worst) = (now, rule.Kind == MeterKindModel.Interval ? ReadingQuality.Good : Worse(ReadingQuality.Good, now.Quality));
        }
        return (passed, resets);
    }

    private static ReadingQuality Worse(ReadingQuality a, ReadingQuality b) => a > b ? a : b;

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
