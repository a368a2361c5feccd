namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

/// <summary>
/// Several batch machines, each a priced timed automaton, that meet the same demands together: x is counted over all of them. They run side by
/// side from t0 on, each with its own string, and buy their energy at the same prices.
/// </summary>
/// <param name="Machines">What each machine can do; I_alloc and w of these models are not looked at.</param>
/// <param name="DueDates">At least so many parts in all by a time.</param>
/// <param name="Start">t0.</param>
/// <param name="Prices">price(t); must cover the horizon.</param>
/// <param name="InventoryAllowance">I_alloc: surplus parts of all machines together.</param>
/// <param name="InventoryWeight">w.</param>
public sealed record FleetInstance(
    IReadOnlyList<BatchModel> Machines, DueDates DueDates, DateTimeOffset Start, PriceCurve Prices, int InventoryAllowance = 0, double InventoryWeight = 0)
{
    /// <summary>b of the event of each machine before t0; null where nothing is known of any.</summary>
    public IReadOnlyList<int?>? PreviousEvents { get; init; }

    /// <summary>D.</summary>
    public int Demand => DueDates.Total;

    /// <summary>J of strings that cost so much and make so many parts together.</summary>
    public double Objective(double energyCost, int parts) =>
        (parts == 0 ? energyCost : energyCost / parts) + (InventoryWeight * Math.Max(0, parts - Demand));

    /// <summary>One of the machines with demands of its own.</summary>
    internal PlanningInstance Alone(int machine, DueDates dueDates) =>
        new(new PricedTimedAutomaton(Machines[machine].WithAllowance(0), dueDates, 0, Start), Prices, PreviousEvents?[machine]);
}

/// <summary>A schedule of a fleet, or the reason why there is none.</summary>
/// <param name="Machines">The string of each machine with its times; empty where there is no schedule.</param>
/// <param name="EnergyCost">E, over all machines.</param>
/// <param name="Parts">x, over all machines.</param>
/// <param name="Objective">J.</param>
/// <param name="LowerBound">No schedule has a smaller J.</param>
/// <param name="InfeasibleReason">Empty where there is a schedule.</param>
public sealed record FleetSchedule(
    IReadOnlyList<Schedule> Machines, double EnergyCost, int Parts, double Objective, double LowerBound, string InfeasibleReason = "")
{
    /// <summary>Whether there is a schedule.</summary>
    public bool IsFeasible => Machines.Count > 0;

    /// <summary>How far J is above <see cref="LowerBound"/>, in percent of it.</summary>
    public double GapPercent => Objective - LowerBound <= 1e-9 * Math.Abs(LowerBound) ? 0 : 100 * (Objective - LowerBound) / Math.Abs(LowerBound);

    /// <summary>Where there is none: the due date that cannot be met, if it is one alone.</summary>
    public DueDate? InfeasibleDue { get; init; }

    internal static FleetSchedule Infeasible(string reason, DueDate? due = null) => new([], 0, 0, double.PositiveInfinity, double.PositiveInfinity, reason) { InfeasibleDue = due };
}
