namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>The event sigma_b: a batch of b parts, or the idle (set-up) self-transition for b = 0.</summary>
/// <param name="Parts">b.</param>
/// <param name="Duration">Processing time of a batch, set-up time of the idle event; positive.</param>
/// <param name="PowerMw">P(sigma_b): mean electric power while it runs, in megawatts; not negative.</param>
public sealed record BatchEvent(int Parts, TimeSpan Duration, double PowerMw)
{
    /// <summary>True for sigma_0.</summary>
    public bool IsIdle => Parts == 0;

    /// <summary>Energy of the event in megawatt-hours.</summary>
    public double EnergyMwh => PowerMw * Duration.TotalHours;
}

/// <summary>The time-invariant part of the automaton: what the machine can do, whatever is ordered and whatever energy costs.</summary>
public sealed record BatchModel
{
    /// <summary>Sigma, ordered by b: <c>Events[b]</c> is sigma_b.</summary>
    public IReadOnlyList<BatchEvent> Events { get; }

    /// <summary>I_alloc: surplus parts that may go into inventory.</summary>
    public int InventoryAllowance { get; }

    /// <summary>w: cost of one surplus part, in the prices' currency.</summary>
    public double InventoryWeight { get; }

    /// <summary>Which event may not follow which.</summary>
    public SuccessionRule Successions { get; }

    /// <exception cref="ArgumentException">An event is missing or impossible, or a number is negative.</exception>
    public BatchModel(IReadOnlyList<BatchEvent> events, int inventoryAllowance, double inventoryWeight, bool allowConsecutiveIdle)
    {
        if (events.Count < 2) throw new ArgumentException("The idle event and at least one batch size are needed.", nameof(events));
        for (var b = 0; b < events.Count; b++)
        {
            if (events[b].Parts != b) throw new ArgumentException($"Size {b} is missing.", nameof(events));
            if (events[b].Duration <= TimeSpan.Zero) throw new ArgumentException($"Size {b} has no duration.", nameof(events));
            if (!double.IsFinite(events[b].PowerMw) || events[b].PowerMw < 0) throw new ArgumentException($"Size {b} has a negative power.", nameof(events));
        }
        ArgumentOutOfRangeException.ThrowIfNegative(inventoryAllowance);
        if (!double.IsFinite(inventoryWeight) || inventoryWeight < 0) throw new ArgumentException("The inventory weight is negative.", nameof(inventoryWeight));
        Events = events;
        InventoryAllowance = inventoryAllowance;
        InventoryWeight = inventoryWeight;
        Successions = new SuccessionRule(events.Count, allowConsecutiveIdle ? [] : [(0, 0)]);
    }

    /// <summary>The same machine with another I_alloc.</summary>
    public BatchModel WithAllowance(int allowance) => new(Events, allowance, InventoryWeight, Successions.Allows(Successions.ClassAfter(0), 0));

    /// <summary>c: the largest batch.</summary>
    public int Capacity => Events.Count - 1;
}
