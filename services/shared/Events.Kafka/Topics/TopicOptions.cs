namespace FactoryTwin.Events.Kafka;

/// <summary>How one topic is created, in place of what all have.</summary>
public sealed class TopicOptions
{
    /// <summary>Partitions; 0: as all. An existing topic keeps its number, since another would part a key's events.</summary>
    public int Partitions { get; set; }

    /// <summary>How long it keeps its events; zero: as all.</summary>
    public TimeSpan Retention { get; set; }

    /// <summary>Keeps the last event of each key for ever, in place of all events for a time. Default false.</summary>
    public bool Compacted { get; set; }
}

/// <summary>What a service does with a topic.</summary>
/// <param name="Topic">Its name, without the prefix.</param>
/// <param name="Publishes">It writes.</param>
/// <param name="Group">The group that it reads as; null where it only writes.</param>
public sealed record TopicUse(string Topic, bool Publishes, string? Group = null);

/// <summary>A topic cannot be used; says which, and which right or setting is missing.</summary>
public sealed class TopicRefusedException(IReadOnlyList<string> faults) : IOException(string.Join(" ", faults))
{
    /// <summary>Each fault as a sentence.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
