namespace FactoryTwin.Services.TwinState.Live.Domain;

/// <summary>The newest reading of every point. Not thread-safe; its owner serialises access.</summary>
public sealed class LiveTable
{
    private readonly Dictionary<string, LiveReading> _readings = new(StringComparer.Ordinal);

    /// <summary>Number of points that reported.</summary>
    public int Count => _readings.Count;

    /// <summary>Takes the reading when it is newer than the present one. Late readings belong to the history alone.</summary>
    /// <returns>True when the present value changed.</returns>
    public bool Offer(LiveReading reading)
    {
        if (_readings.TryGetValue(reading.Point, out var present) && present.EventTime >= reading.EventTime) return false;
        _readings[reading.Point] = reading;
        return true;
    }

    public LiveReading? Find(string point) => _readings.GetValueOrDefault(point);

    /// <summary>All readings, in no order.</summary>
    public IReadOnlyCollection<LiveReading> All => _readings.Values;
}
