namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>A complete instance: the automaton, the prices and what the machine did last.</summary>
/// <param name="Automaton">The model with its due dates, x0 and t0.</param>
/// <param name="Prices">price(t); must cover the horizon.</param>
/// <param name="PreviousEvent">b of the event before t0, for forbidden successions; null where unknown.</param>
public sealed record PlanningInstance(PricedTimedAutomaton Automaton, PriceCurve Prices, int? PreviousEvent = null)
{
    /// <summary>What an event that starts at an instant (UTC ticks) costs the exact decider beside its energy, infinity where it may not; a schedule's own costs do not hold it.</summary>
    internal Func<BatchEvent, long, double>? Surcharge { get; init; }

    /// <summary>The most parts that the exact decider may have made by an instant (UTC ticks), where events end.</summary>
    internal Func<long, int>? Ceiling { get; init; }
}

/// <summary>The k-th event of a schedule.</summary>
/// <param name="Event">sigma.</param>
/// <param name="Start">When it starts: the end of the event before it.</param>
/// <param name="End">When it ends.</param>
/// <param name="Cost">E_k, in the prices' currency.</param>
/// <param name="PartsAfter">x after the event.</param>
public sealed record ScheduledEvent(BatchEvent Event, DateTimeOffset Start, DateTimeOffset End, double Cost, int PartsAfter);

/// <summary>A string of events with its times and cost, or the reason why there is none.</summary>
public sealed record Schedule
{
    /// <summary>False is a rescheduling failure: no valid string was found and <see cref="InfeasibleReason"/> says why.</summary>
    public required bool IsFeasible { get; init; }

    /// <summary>The string s with its times.</summary>
    public IReadOnlyList<ScheduledEvent> Events { get; init; } = [];

    /// <summary>E(s), in the prices' currency.</summary>
    public double EnergyCost { get; init; }

    /// <summary>Energy of all events.</summary>
    public double EnergyMwh { get; init; }

    /// <summary>First term of J: E(s)/x(s), E(s) where x(s) is 0.</summary>
    public double EnergyCostPerPart => Parts == 0 ? EnergyCost : EnergyCost / Parts;

    /// <summary>Second term of J: w max(0, x(s) - D).</summary>
    public double InventoryCost { get; init; }

    /// <summary>J(s).</summary>
    public double Objective { get; init; }

    /// <summary>x(s).</summary>
    public int Parts { get; init; }

    /// <summary>No string of the instance has a smaller J; null where none is known. The exact optimum where that is affordable.</summary>
    public double? LowerBound { get; init; }

    /// <summary>Whether <see cref="LowerBound"/> is the optimum.</summary>
    public bool BoundIsOptimum { get; init; }

    /// <summary>How far J is above <see cref="LowerBound"/>, in percent of it; null where no bound is known, or it is zero and J is not.</summary>
    public double? GapPercent => !IsFeasible || LowerBound is not { } bound ? null
        : Objective - bound <= 1e-9 * Math.Abs(bound) ? 0 // rounding
        : bound == 0 ? null : 100 * (Objective - bound) / Math.Abs(bound);

    /// <summary>The binding constraint; null where the schedule is feasible.</summary>
    public Obstacle? Obstacle { get; init; }

    /// <summary>The binding constraint, in words.</summary>
    public string InfeasibleReason { get; init; } = "";

    /// <summary>Nodes of the look-ahead trees that were opened.</summary>
    public long NodesExplored { get; init; }

    /// <summary>The smallest window of the look-ahead that was searched in full; 0 for deciders without one.</summary>
    public int Window { get; init; }

    /// <summary>A rescheduling failure.</summary>
    public static Schedule Infeasible(Obstacle obstacle, int parts) =>
        new() { IsFeasible = false, Obstacle = obstacle, InfeasibleReason = obstacle.Reason, Parts = parts };
}

/// <summary>Chooses the events of a schedule.</summary>
public interface IDecider
{
    /// <summary>A schedule that ends in Xm and keeps every clock constraint, or the reason why there is none.</summary>
    Schedule Decide(PlanningInstance instance, CancellationToken cancellationToken);
}
