namespace FactoryTwin.Services.TwinState.Live.Domain;

/// <summary>
/// What one watcher has not been sent yet: at most one reading a point, the newest, so that a slow watcher's memory is bounded by
/// the number of points. Replaced readings are counted. Not thread-safe; its owner serialises access.
/// </summary>
/// <param name="points">The points wanted; null for all.</param>
public sealed class PendingChanges(IReadOnlySet<string>? points)
{
    private Dictionary<string, LiveReading> _pending = new(StringComparer.Ordinal);

    /// <summary>Readings replaced before they were taken, since the watch began.</summary>
    public long Conflated { get; private set; }

    public bool IsEmpty => _pending.Count == 0;

    /// <summary>Notes a change.</summary>
    /// <returns>True when the point is wanted.</returns>
    public bool Offer(LiveReading reading)
    {
        if (points is not null && !points.Contains(reading.Point)) return false;
        if (!_pending.TryAdd(reading.Point, reading))
        {
            Conflated++;
            _pending[reading.Point] = reading;
        }
        return true;
    }

    /// <summary>Hands over what is pending and starts anew.</summary>
    public IReadOnlyCollection<LiveReading> Take()
    {
        if (IsEmpty) return [];
        var taken = _pending;
        _pending = new(StringComparer.Ordinal);
        return taken.Values;
    }
}
