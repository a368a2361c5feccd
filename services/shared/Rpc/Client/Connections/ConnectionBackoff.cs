namespace FactoryTwin.Rpc.Client;

/// <summary>The waits between attempts, as gRPC's connection back-off says: 1.6 times the last one, a fifth more or less at random.</summary>
internal sealed class ConnectionBackoff(TimeSpan initial, TimeSpan longest, Random random)
{
    private const double Multiplier = 1.6;
    private const double Jitter = 0.2;

    private double _seconds;

    /// <summary>The time from the begin of a failed attempt to the next.</summary>
    public TimeSpan Next()
    {
        _seconds = Math.Min(_seconds == 0 ? initial.TotalSeconds : _seconds * Multiplier, longest.TotalSeconds);
        return TimeSpan.FromSeconds(_seconds * (1 + (Jitter * ((random.NextDouble() * 2) - 1))));
    }

    public void Reset() => _seconds = 0;
}
