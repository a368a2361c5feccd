namespace FactoryTwin.Services.Scheduler.Planning.Domain.Negotiating;

/// <summary>A rule of the fallback schedule: what to do where all of its conditions hold.</summary>
/// <param name="Size">The batch to start, 0 to idle; null for the largest that is owed.</param>
/// <param name="LeastPrice">Only at this price or above.</param>
/// <param name="MostPrice">Only at this price or below.</param>
/// <param name="LeastSlack">Only where the next due date that is not met is at least so far away.</param>
public sealed record ExpertRule(int? Size = null, double? LeastPrice = null, double? MostPrice = null, TimeSpan? LeastSlack = null)
{
    /// <summary>Whether its conditions hold.</summary>
    public bool Applies(double? price, TimeSpan slack) =>
        (LeastPrice is null || price >= LeastPrice) && (MostPrice is null || price <= MostPrice) && (LeastSlack is null || slack >= LeastSlack);
}

/// <summary>A demand that a schedule does not meet.</summary>
/// <param name="Due">It.</param>
/// <param name="Missing">Parts that are missing at its time.</param>
/// <param name="MadeAt">When they are all there; null where never.</param>
public sealed record Shortfall(DueDate Due, int Missing, DateTimeOffset? MadeAt);

/// <summary>What the expert rules make of an instance.</summary>
/// <param name="Schedule">Their schedule, which breaks due dates.</param>
/// <param name="Shortfalls">The demands that it does not meet.</param>
/// <param name="UnpricedFrom">The first moment of it without a known price; null where all is known.</param>
public sealed record Fallback(Schedule Schedule, IReadOnlyList<Shortfall> Shortfalls, DateTimeOffset? UnpricedFrom);
