namespace FactoryTwin.Services.TwinState.Live.Domain;

/// <summary>When a value must no longer be shown as live.</summary>
public static class Staleness
{
    /// <summary>The limit of a point: its own, or the default where it has none.</summary>
    public static TimeSpan Limit(int pointStaleAfterSeconds, TimeSpan defaultLimit) =>
        pointStaleAfterSeconds > 0 ? TimeSpan.FromSeconds(pointStaleAfterSeconds) : defaultLimit;

    /// <summary>True when there is no reading, or it is older than the limit. A reading exactly as old as the limit is live.</summary>
    public static bool IsStale(LiveReading? reading, TimeSpan limit, DateTimeOffset now) => reading is null || reading.Age(now) > limit;
}
