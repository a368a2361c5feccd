namespace FactoryTwin.Services.Scheduler.Measuring.Domain;

/// <summary>How far an estimate may be trusted.</summary>
public enum EstimateQuality
{
    /// <summary>Enough batches, not long ago, that agree.</summary>
    Good,

    /// <summary>Too few batches.</summary>
    Few,

    /// <summary>Batches that do not agree.</summary>
    Scattered,

    /// <summary>The last batch is too long ago.</summary>
    Old,
}

/// <summary>
/// A ratio of measured to nominal, estimated batch by batch. In logarithms, so that twice and half weigh alike:
/// <code>
/// z_t = clip((ln r_t - m_(t-1)) / s_(t-1), -3, 3)          the innovation; a gross outlier counts as one of three deviations
/// m_t = m_(t-1) + a_t s_(t-1) z_t                           a_t = max(1/t, 0.15): the mean at first, exponential weights later
/// s_t = max(s_(t-1) + b_t s_(t-1) (|z_t| - 0.8), 0.005)     b_t = max(1/(t+1), 0.1); 0.8 is the mean of |z| of a normal deviate
/// U_t = max(0, U_(t-1) + z_t - 0.5), L_t likewise for -z    two-sided CUSUM (Page 1954)
/// </code>
/// Where U or L passes 5 the machine has changed: m becomes the median of the last five, and t, U and L begin again. m stays within
/// ln 0.5 to ln 2.
/// </summary>
public sealed record RatioEstimate
{
    /// <summary>Measurements that a change point's level is taken from.</summary>
    public const int Recalled = 5;

    /// <summary>Batches before an estimate is used.</summary>
    public const int Enough = 5;

    private const double FirstSpread = 0.05;
    private const double LeastSpread = 0.005;
    private const double MostSpread = 0.2;
    private const double Clip = 3;
    private const double Allowance = 0.5;
    private const double Threshold = 5;
    private static readonly double Bound = Math.Log(2);
    private static readonly TimeSpan Lasting = TimeSpan.FromDays(14);

    /// <summary>m: the estimate's logarithm.</summary>
    public double Level { get; init; }

    /// <summary>s: mean deviation of one batch, in logarithms.</summary>
    public double Spread { get; init; } = FirstSpread;

    /// <summary>t: batches since the start or the last change point.</summary>
    public int Batches { get; init; }

    /// <summary>U.</summary>
    public double Upper { get; init; }

    /// <summary>L.</summary>
    public double Lower { get; init; }

    /// <summary>The last measurements, as logarithms, oldest first.</summary>
    public IReadOnlyList<double> Recent { get; init; } = [];

    /// <summary>When the last batch was taken.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>When it last changed all at once.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The estimate.</summary>
    public double Ratio => Math.Exp(Level);

    /// <summary>Whether a measurement can be taken at all: a tenth to ten times the nominal.</summary>
    public static bool IsSane(double ratio) => ratio is > 0.1 and < 10;

    /// <summary>Takes a measurement.</summary>
    /// <param name="ratio">Measured over nominal; <see cref="IsSane"/>.</param>
    /// <param name="at">When.</param>
    public RatioEstimate Take(double ratio, DateTimeOffset at)
    {
        if (!IsSane(ratio)) throw new ArgumentOutOfRangeException(nameof(ratio), ratio, "Out of all bounds.");
        var value = Math.Log(ratio);
        double[] recent = [.. Recent.TakeLast(Recalled - 1), value];
        var z = Math.Clamp((value - Level) / Spread, -Clip, Clip);
        var (upper, lower) = (Math.Max(0, Upper + z - Allowance), Math.Max(0, Lower - z - Allowance));
        if (Batches >= Enough && (upper > Threshold || lower > Threshold))
        {
            return this with { Level = Math.Clamp(Median(recent), -Bound, Bound), Batches = Recalled, Upper = 0, Lower = 0, Recent = recent, UpdatedAt = at, ChangedAt = at };
        }
        var t = Batches + 1;
        var level = Math.Clamp(Level + (Math.Max(1.0 / t, 0.15) * (Batches == 0 ? value - Level : Spread * z)), -Bound, Bound);
        var spread = Math.Max(LeastSpread, Spread * (1 + (Math.Max(1.0 / (t + 1), 0.1) * ((Batches == 0 ? 0.8 : Math.Abs(z)) - 0.8))));
        return this with
        {
            Level = level, Spread = spread, Batches = t, Recent = recent, UpdatedAt = at,
            // The first few only find the level.
            Upper = t <= Enough ? 0 : upper, Lower = t <= Enough ? 0 : lower,
        };
    }

    /// <summary>How far it may be trusted now.</summary>
    public EstimateQuality QualityAt(DateTimeOffset now)
    {
        if (Batches < Enough) return EstimateQuality.Few;
        if (now - UpdatedAt > Lasting) return EstimateQuality.Old;
        return Spread > MostSpread ? EstimateQuality.Scattered : EstimateQuality.Good;
    }

    /// <summary>What to plan with: 1 where the estimate is not good, or within 2 % of 1.</summary>
    public double PlannedAt(DateTimeOffset now) => QualityAt(now) != EstimateQuality.Good || Math.Abs(Ratio - 1) < 0.02 ? 1 : Ratio;

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
