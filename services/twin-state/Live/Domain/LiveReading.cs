namespace FactoryTwin.Services.TwinState.Live.Domain;

/// <summary>A point's newest measurement.</summary>
/// <param name="Point">The point's id.</param>
/// <param name="Value">In <paramref name="Unit"/>.</param>
/// <param name="Quality">The number of factorytwin.common.v1.Quality.</param>
/// <param name="EventTime">When it was measured, by the source's clock.</param>
/// <param name="StoreTime">When the twin stored it, by ours; null for a reading that was read back at start, since samples do not keep it.</param>
public sealed record LiveReading(string Point, double Value, string Unit, int Quality, DateTimeOffset EventTime, DateTimeOffset? StoreTime)
{
    /// <summary>Time since the measurement; never negative, though a source's clock may run ahead.</summary>
    public TimeSpan Age(DateTimeOffset now) => now > EventTime ? now - EventTime : TimeSpan.Zero;
}
