namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>The time-invariant part of the automaton: what the machine can do, whatever is ordered and whatever energy costs.</summary>
public sealed record BatchModel
{
    /// <summary>Sigma, ordered by b: <c>Events[b]</c> is sigma_b.</summary>
    public IReadOnlyList<BatchEvent> Events { get; }

    /// <summary>I_alloc: surplus parts that may go into inventory.</summary>
    public int InventoryAllowance { get; }

    /// <summary>w: cost of one surplus part, in the prices' currency.</summary>
    public double InventoryWeight { get; }

    /// <summary>The pairs (previous b, next b) that may not follow each other.</summary>
    public IReadOnlyList<(int Previous, int Next)> Forbidden { get; }

    /// <summary>Which event may not follow which, prepared for searches.</summary>
    public SuccessionRule Successions { get; }

    /// <summary>Checks and prepares.</summary>
    /// <param name="events">sigma_0 .. sigma_c in this order.</param>
    /// <param name="inventoryAllowance">I_alloc.</param>
    /// <param name="inventoryWeight">w.</param>
    /// <param name="allowConsecutiveIdle">False forbids the succession (0, 0).</param>
    /// <param name="forbidden">Further forbidden successions.</param>
    /// <exception cref="ArgumentException">An event is missing or impossible, a number is negative, or a succession names no event.</exception>
    public BatchModel(
        IReadOnlyList<BatchEvent> events, int inventoryAllowance, double inventoryWeight, bool allowConsecutiveIdle, IEnumerable<(int Previous, int Next)>? forbidden = null)
    {
        if (events.Count < 2) throw new ArgumentException("The idle event and at least one batch size are needed.", nameof(events));
        for (var b = 0; b < events.Count; b++)
        {
            if (events[b].Parts != b) throw new ArgumentException($"Size {b} is missing.", nameof(events));
            if (events[b].Fault is { } fault) throw new ArgumentException($"Size {b} {fault}.", nameof(events));
        }
        ArgumentOutOfRangeException.ThrowIfNegative(inventoryAllowance);
        if (!double.IsFinite(inventoryWeight) || inventoryWeight < 0) throw new ArgumentException("The inventory weight is negative.", nameof(inventoryWeight));
        Forbidden = [.. (forbidden ?? []).Concat(allowConsecutiveIdle ? [] : [(0, 0)]).Distinct().Order()];
        if (Forbidden.Any(p => p.Previous < 0 || p.Next < 0 || p.Previous >= events.Count || p.Next >= events.Count))
            throw new ArgumentException("A forbidden succession names an event that is not there.", nameof(forbidden));
        Events = events;
        InventoryAllowance = inventoryAllowance;
        InventoryWeight = inventoryWeight;
        Successions = new SuccessionRule(events.Count, Forbidden);
    }

    /// <summary>The same machine with another I_alloc.</summary>
    public BatchModel WithAllowance(int allowance) => new(Events, allowance, InventoryWeight, allowConsecutiveIdle: true, Forbidden);

    /// <summary>c: the largest batch.</summary>
    public int Capacity => Events.Count - 1;
}
