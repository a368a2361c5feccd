namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>What kind of constraint cannot be kept.</summary>
public enum ObstacleKind
{
    /// <summary>A due date: <see cref="Obstacle.Due"/>.</summary>
    DueDate,

    /// <summary>I_alloc.</summary>
    InventoryAllowance,

    /// <summary>Forbidden successions.</summary>
    Successions,

    /// <summary>Prices that are not known over the whole horizon.</summary>
    Prices,
}

/// <summary>The binding constraint of an instance without a valid string.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Reason">In words that a dispatcher can act on.</param>
/// <param name="Due">The due date where it is one.</param>
public sealed record Obstacle(ObstacleKind Kind, string Reason, DueDate? Due = null);
