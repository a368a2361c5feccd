namespace FactoryTwin.Services.VirtualPlant.Forwarding;

/// <summary>What became of readings since the first start. Kept in the snapshot.</summary>
public sealed class ForwardCounters
{
    private long acknowledged;
    private long dropped;
    private long refused;
    private long lastAcknowledgeTicks;

    /// <summary>Answered by ingestion.</summary>
    public long Acknowledged => Interlocked.Read(ref acknowledged);

    /// <summary>Dropped because the buffer was full.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    /// <summary>Refused by ingestion for good.</summary>
    public long Refused => Interlocked.Read(ref refused);

    /// <summary>Null before the first answer.</summary>
    public DateTimeOffset? LastAcknowledgeTime =>
        Interlocked.Read(ref lastAcknowledgeTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public void Acknowledge(long readings, DateTimeOffset time)
    {
        Interlocked.Add(ref acknowledged, readings);
        Interlocked.Exchange(ref lastAcknowledgeTicks, time.UtcTicks);
    }

    public void Drop(long readings) => Interlocked.Add(ref dropped, readings);

    public void Refuse(long readings) => Interlocked.Add(ref refused, readings);

    /// <summary>Goes on from stored counts.</summary>
    public void Restore(long acknowledgedReadings, long droppedReadings, long refusedReadings, DateTimeOffset? acknowledgeTime)
    {
        (acknowledged, dropped, refused) = (acknowledgedReadings, droppedReadings, refusedReadings);
        lastAcknowledgeTicks = acknowledgeTime?.UtcTicks ?? 0;
    }
}
