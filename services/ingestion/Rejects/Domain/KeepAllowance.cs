namespace FactoryTwin.Services.Ingestion.Rejects.Domain;

/// <summary>
/// How many rejected readings of a source may be kept in the list now: a burst, refilled by the minute. A source that sends nothing
/// but unknown tags would otherwise fill the store with them. What is not listed is told in the answer and lies in the raw batch.
/// </summary>
internal sealed class KeepAllowance(int burst, int perMinute)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (double Left, DateTimeOffset At)> _sources = [];

    /// <summary>Takes up to <paramref name="wanted"/>; returns how many were granted.</summary>
    public int Take(string source, int wanted, DateTimeOffset now)
    {
        if (wanted == 0) return 0;
        lock (_lock)
        {
            var (left, at) = _sources.GetValueOrDefault(source, (burst, now));
            left = Math.Min(burst, left + Math.Max(0, (now - at).TotalMinutes) * perMinute);
            var granted = (int)Math.Min(wanted, left);
            _sources[source] = (left - granted, now);
            return granted;
        }
    }
}
