namespace FactoryTwin.Events;

/// <summary>Settings of the embedded event log.</summary>
public sealed class EmbeddedEventLogOptions
{
    /// <summary>Where the log lives; created when absent. One process at a time.</summary>
    public string Directory { get; set; } = "";

    /// <summary>Partitions of a topic that does not exist yet; an existing topic keeps its number. Default 4, at most 256.</summary>
    public int Partitions { get; set; } = 4;

    /// <summary>A partition starts a new file after this many bytes. Default 32 MiB.</summary>
    public long SegmentBytes { get; set; } = 32L << 20;

    /// <summary>Bytes a partition keeps for groups yet to come; older files that every known group has read are deleted. Default 256 MiB.</summary>
    public long RetentionBytes { get; set; } = 256L << 20;

    /// <summary>Files older than this are deleted once every known group has read them. Default 7 days.</summary>
    public TimeSpan RetentionAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Bytes of a partition beyond which the oldest file goes even if a group has not read it; counted and logged. Default 4 GiB.</summary>
    public long HardCapBytes { get; set; } = 4L << 30;

    /// <summary>A group that was not running for so long no longer holds files back. Default 7 days.</summary>
    public TimeSpan GroupExpiry { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Groups' positions are written at most this long after a batch was done. Default 500 ms; after a crash that much comes again.</summary>
    public TimeSpan PositionDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Largest event, attributes included. Default 8 MiB.</summary>
    public int MaxEventBytes { get; set; } = 8 << 20;

    /// <summary>Bytes read for one batch, unless a single event is larger. Default 256 KiB.</summary>
    public int MaxBatchBytes { get; set; } = 256 << 10;

    /// <summary>Publishes that may wait for a partition; more of them wait outside. Default 1024.</summary>
    public int MaxWaitingPublishes { get; set; } = 1024;

    /// <summary>How long a dead letter is kept after it was replayed or discarded. Default 30 days.</summary>
    public TimeSpan LetterRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Every fault, by option.</summary>
    public IEnumerable<(string Option, string Description)> Faults()
    {
        if (string.IsNullOrWhiteSpace(Directory)) yield return (nameof(Directory), "must be set");
        if (Partitions is < 1 or > 256) yield return (nameof(Partitions), "must be 1 to 256");
        if (SegmentBytes < 1024) yield return (nameof(SegmentBytes), "must be at least 1024");
        if (RetentionBytes < 0) yield return (nameof(RetentionBytes), "must not be negative");
        if (HardCapBytes < RetentionBytes) yield return (nameof(HardCapBytes), "must be at least RetentionBytes");
        if (RetentionAge <= TimeSpan.Zero) yield return (nameof(RetentionAge), "must be positive");
        if (GroupExpiry <= TimeSpan.Zero) yield return (nameof(GroupExpiry), "must be positive");
        if (PositionDelay < TimeSpan.Zero) yield return (nameof(PositionDelay), "must not be negative");
        if (MaxEventBytes is < 1024 or > 256 << 20) yield return (nameof(MaxEventBytes), "must be 1 KiB to 256 MiB");
        if (MaxBatchBytes < 1024) yield return (nameof(MaxBatchBytes), "must be at least 1024");
        if (LetterRetention <= TimeSpan.Zero) yield return (nameof(LetterRetention), "must be positive");
        if (MaxWaitingPublishes < 1) yield return (nameof(MaxWaitingPublishes), "must be at least 1");
    }
}
