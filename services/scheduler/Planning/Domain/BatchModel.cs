namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>The time-invariant part of the automaton: what the machine can do, whatever is ordered and whatever energy costs.</summary>
public sealed record BatchModel
{
    /// <summary>What a batch of each size takes, ordered by b, and idling for b = 0.</summary>
    public IReadOnlyList<BatchEvent> Sizes { get; }

    /// <summary>Sigma: the sizes, and where set-ups depend on the last size further events of theirs. <c>Events[l].Letter</c> is l.</summary>
    public IReadOnlyList<BatchEvent> Events { get; }

    /// <summary>Set-ups that depend on the last size.</summary>
    public IReadOnlyList<Changeover> Changeovers { get; }

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
    /// <param name="changeovers">Set-ups that depend on the last size, at most one for each pair of sizes.</param>
    /// <exception cref="ArgumentException">An event is missing or impossible, a number is negative, or a succession names no event.</exception>
    public BatchModel(
        IReadOnlyList<BatchEvent> events, int inventoryAllowance, double inventoryWeight, bool allowConsecutiveIdle, IEnumerable<(int Previous, int Next)>? forbidden = null,
        IEnumerable<Changeover>? changeovers = null)
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
        Sizes = events;
        Changeovers = [.. changeovers ?? []];
        if (Changeovers.Any(c => c.Previous < 1 || c.Next < 1 || c.Previous >= events.Count || c.Next >= events.Count || c.SetUp < TimeSpan.Zero || !double.IsFinite(c.SetUpPowerMw) || c.SetUpPowerMw < 0))
            throw new ArgumentException("A set-up is impossible, or names a size that is not there.", nameof(changeovers));
        var alphabet = new Alphabet(events, Changeovers);
        Events = alphabet.Letters;
        InventoryAllowance = inventoryAllowance;
        InventoryWeight = inventoryWeight;
        Successions = new SuccessionRule(alphabet, events.Count, Forbidden);
    }

    /// <summary>The same machine with another I_alloc.</summary>
    public BatchModel WithAllowance(int allowance) => With(Sizes, allowance, Forbidden);

    /// <summary>The same machine with other sizes, I_alloc and forbidden successions.</summary>
    public BatchModel With(IReadOnlyList<BatchEvent> sizes, int allowance, IReadOnlyList<(int Previous, int Next)> forbidden) =>
        new(sizes, allowance, InventoryWeight, allowConsecutiveIdle: true, forbidden, Changeovers);

    /// <summary>The event of a size that may follow an event of this class; null where none may.</summary>
    public BatchEvent? EventAfter(int previousClass, int size) => Successions.LetterAfter(previousClass, size) is >= 0 and var letter ? Events[letter] : null;

    /// <summary>c: the largest batch.</summary>
    public int Capacity => Sizes.Count - 1;
}
