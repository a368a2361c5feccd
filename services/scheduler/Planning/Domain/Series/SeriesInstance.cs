namespace FactoryTwin.Services.Scheduler.Planning.Domain.Series;

/// <summary>A stage: a batch machine and the inventory before it.</summary>
/// <param name="Model">What it can do; I_alloc and w are not looked at.</param>
/// <param name="Stock">Parts that wait before it at t0; not looked at for the first stage, which has material without end.</param>
/// <param name="Room">Parts that may wait before it at most.</param>
public sealed record Stage(BatchModel Model, int Stock = 0, int Room = int.MaxValue);

/// <summary>
/// Batch machines in series. A batch takes its parts from the inventory before its stage when it starts and puts them before the next stage when it ends;
/// parts that leave the last stage are x. Each stage has its own string from t0 on; all buy their energy at the same prices.
/// </summary>
/// <param name="Stages">First to last.</param>
/// <param name="DueDates">At least so many parts out of the last stage by a time.</param>
/// <param name="Start">t0.</param>
/// <param name="Prices">price(t); must cover the horizon.</param>
public sealed record SeriesInstance(IReadOnlyList<Stage> Stages, DueDates DueDates, DateTimeOffset Start, PriceCurve Prices)
{
    /// <summary>D; just so many parts leave the last stage.</summary>
    public int Demand => DueDates.Total;

    /// <summary>The parts that a stage has to make at least: D less what waits behind it.</summary>
    public int Needed(int stage) => Math.Max(0, Demand - Stages.Skip(stage + 1).Sum(s => s.Stock));

    /// <summary>One of the stages with demands of its own.</summary>
    internal PlanningInstance Alone(int stage, DueDates due, int allowance) =>
        new(new PricedTimedAutomaton(Stages[stage].Model.WithAllowance(allowance), due, 0, Start), Prices);
}

/// <summary>A schedule of stages in series, or the reason why there is none.</summary>
/// <param name="Stages">The string of each stage; empty where there is no schedule.</param>
/// <param name="EnergyCost">E, over all stages.</param>
/// <param name="LowerBound">No schedule costs less.</param>
/// <param name="InfeasibleReason">Empty where there is a schedule.</param>
public sealed record SeriesSchedule(IReadOnlyList<Schedule> Stages, double EnergyCost, double LowerBound, string InfeasibleReason = "")
{
    /// <summary>Whether there is a schedule.</summary>
    public bool IsFeasible => InfeasibleReason.Length == 0;

    /// <summary>How far E is above <see cref="LowerBound"/>, in percent of it.</summary>
    public double GapPercent => EnergyCost - LowerBound <= 1e-9 * Math.Abs(LowerBound) ? 0 : 100 * (EnergyCost - LowerBound) / Math.Abs(LowerBound);
}
