using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>How a schedule is chosen.</summary>
public enum DeciderKind
{
    /// <summary><see cref="LookAheadDecider"/>, leaves finished by the benchmark.</summary>
    LookAhead,

    /// <summary><see cref="BenchmarkDecider"/>.</summary>
    Benchmark,

    /// <summary><see cref="ExactDecider"/>.</summary>
    Exact,

    /// <summary><see cref="LookAheadDecider"/>, leaves worth the exact cost-to-go.</summary>
    WarmLookAhead,

    /// <summary>Expert rules, the fallback of a rescheduling failure; no decider of its own.</summary>
    ExpertRules,
}

/// <summary>A schedule beside the benchmark's of the same instance, each with its gap.</summary>
/// <param name="Kind">What chose the schedule.</param>
/// <param name="Schedule">The schedule.</param>
/// <param name="Benchmark">The benchmark's.</param>
public sealed record Decision(DeciderKind Kind, Schedule Schedule, Schedule Benchmark)
{
    /// <summary>1 - J(schedule) / J(benchmark) in percent; null where either has no schedule or the benchmark costs nothing.</summary>
    public double? SavingPercent => Schedule.IsFeasible && Benchmark.IsFeasible && Benchmark.Objective > 0
        ? 100 * (1 - (Schedule.Objective / Benchmark.Objective)) : null;

    /// <summary>Decides an instance, and says how far from the optimum the schedules are.</summary>
    /// <exception cref="InstanceTooLargeException">The exact optimum is needed, and the instance is beyond its limits.</exception>
    public static Decision Of(PlanningInstance instance, DeciderKind kind, int window, CancellationToken cancellationToken)
    {
        var benchmark = new BenchmarkDecider().Decide(instance, cancellationToken);
        if (!benchmark.IsFeasible) return new Decision(kind, benchmark, benchmark);
        var schedule = kind switch
        {
            DeciderKind.Benchmark => benchmark,
            DeciderKind.Exact => new ExactDecider().Decide(instance, cancellationToken),
            DeciderKind.WarmLookAhead => LookAheadDecider.Warm(window).Decide(instance, cancellationToken),
            _ => new LookAheadDecider(window).Decide(instance, cancellationToken),
        };
        var (bound, isOptimum) = schedule.LowerBound is { } known ? (known, schedule.BoundIsOptimum) : LowerBound(instance, cancellationToken);
        return new Decision(kind, With(schedule), With(benchmark));

        Schedule With(Schedule s) => s with { LowerBound = bound, BoundIsOptimum = isOptimum };
    }

    /// <summary>The same, but by the look-ahead where the instance is too large for what was asked; <see cref="Kind"/> tells.</summary>
    public static Decision OfWhatFits(PlanningInstance instance, DeciderKind kind, int window, CancellationToken cancellationToken)
    {
        try
        {
            return Of(instance, kind, window, cancellationToken);
        }
        catch (InstanceTooLargeException)
        {
            return Of(instance, DeciderKind.LookAhead, window, cancellationToken);
        }
    }

    /// <summary>The exact optimum where that is found in a fraction of a second, otherwise a proven bound.</summary>
    private static (double Bound, bool IsOptimum) LowerBound(PlanningInstance instance, CancellationToken cancellationToken)
    {
        var exact = new ExactDecider { Limits = ExactLimits.Beside };
        return exact.TooLarge(instance) is null ? (exact.Decide(instance, cancellationToken).Objective, true) : (FluidBound.Of(instance), false);
    }
}
