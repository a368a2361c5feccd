namespace FactoryTwin.Services.Scheduler.Planning.Domain;

/// <summary>A state constraint: at least <paramref name="Parts"/> parts in all by <paramref name="Time"/>.</summary>
/// <param name="Parts">Cumulative, counted like the state x.</param>
/// <param name="Time">A batch that ends at this very instant still counts.</param>
public readonly record struct DueDate(int Parts, DateTimeOffset Time);

/// <summary>The due dates of an instance: what the global clock demands of the state.</summary>
public sealed class DueDates
{
    private readonly DueDate[] _ordered;

    /// <summary>Orders them by time; a due date that an earlier one already implies stays in the list.</summary>
    public DueDates(IEnumerable<DueDate> dueDates)
    {
        _ordered = [.. dueDates.OrderBy(d => d.Time).ThenBy(d => d.Parts)];
        Total = _ordered.Length == 0 ? 0 : _ordered.Max(d => d.Parts);
    }

    /// <summary>The due dates, soonest first.</summary>
    public IReadOnlyList<DueDate> Ordered => _ordered;

    /// <summary>D: the parts demanded in all.</summary>
    public int Total { get; }

    /// <summary>The last due time: the end of the horizon. Null where nothing is due.</summary>
    public DateTimeOffset? Last => _ordered.Length == 0 ? null : _ordered[^1].Time;

    /// <summary>The latest time until which x parts are enough; null where they are enough for ever.</summary>
    public DateTimeOffset? EnoughUntil(int parts)
    {
        foreach (var due in _ordered)
        {
            if (due.Parts > parts) return due.Time;
        }
        return null;
    }
}
