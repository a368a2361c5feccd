namespace FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

/// <summary>How large an instance may be for the dynamic programme, by what it costs to solve.</summary>
/// <param name="MaxTimes">Instants at which events can start or end.</param>
/// <param name="MaxStates">Values that are kept, of 8 bytes each.</param>
/// <param name="MaxTransitions">Transitions that are looked at; a thousand million take about a second.</param>
public sealed record ExactLimits(int MaxTimes, long MaxStates, long MaxTransitions)
{
    /// <summary>For a schedule that is asked for: up to 256 MiB and some seconds.</summary>
    public static ExactLimits Asked { get; } = new(1_000_000, 1L << 25, 5_000_000_000);

    /// <summary>For the gap that is told beside another decider's schedule: a fraction of a second.</summary>
    public static ExactLimits Beside { get; } = new(100_000, 1L << 24, 500_000_000);
}

/// <summary>The instance has more states or transitions than the limits allow.</summary>
public sealed class InstanceTooLargeException(string message) : Exception(message);
