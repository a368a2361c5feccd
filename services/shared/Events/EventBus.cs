namespace FactoryTwin.Events;

/// <summary>Where events are published. The embedded log or Kafka stands behind it.</summary>
public interface IEventPublisher
{
    /// <summary>
    /// Appends <paramref name="events"/> to <paramref name="topic"/>, each to the partition of its key, in the given order.
    /// Completes when all are durable; on an exception some may have been appended, so the caller publishes again (at least once).
    /// </summary>
    ValueTask PublishAsync(string topic, IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken);
}

/// <summary>Where events are received.</summary>
public interface IEventSubscriber
{
    /// <summary>
    /// Delivers the topic's events to the subscription until <paramref name="cancellationToken"/> is cancelled: at least once, in
    /// order within a partition, partitions in parallel. Returns after the running handlers ended. A batch whose handler fails is
    /// retried with growing delay, then event by event; an event that still fails goes to the dead letters with its reason, and
    /// the partition goes on.
    /// </summary>
    Task RunAsync(Subscription subscription, CancellationToken cancellationToken);
}

/// <summary>A consumer group's interest in a topic.</summary>
/// <param name="Topic">For example "energy.prices".</param>
/// <param name="Group">Each group sees every event once; members of a group share the partitions.</param>
/// <param name="Handle">Idempotent. Returning means the whole batch is done.</param>
public sealed record Subscription(string Topic, string Group, Func<EventBatch, CancellationToken, Task> Handle)
{
    /// <summary>Where the group's offsets live when the handler stores them in its own transaction; absent: the bus keeps them.</summary>
    public IOffsetStore? Offsets { get; init; }

    /// <summary>Most events in one batch. Default 256.</summary>
    public int MaxBatchEvents { get; init; } = 256;

    /// <summary>Attempts on one event before it becomes a dead letter. Default 5.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>
    /// Which failures pass by themselves (a store that is locked or full, a peer that is away). They do not count as attempts: the
    /// partition waits and tries again, since putting good events aside would lose them to the group. Absent: none.
    /// </summary>
    public Func<Exception, bool>? IsTransient { get; init; }

    /// <summary>First delay between attempts; doubles each time, at most 5 s. Default 50 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(50);
}

/// <summary>Events of one partition, in order, without a gap.</summary>
/// <param name="Topic">Their topic.</param>
/// <param name="Partition">
/// Their partition. A replayed dead letter comes alone, under the complement of its partition's number: the place that its handler saves is
/// that of the replays, and stands beside the partition's own.
/// </param>
/// <param name="Events">At least one.</param>
public sealed record EventBatch(string Topic, int Partition, IReadOnlyList<ReceivedEvent> Events)
{
    /// <summary>The offset to continue from once this batch is done.</summary>
    public long NextOffset => Events[^1].Offset + 1;

    /// <summary>True for a dead letter that is handed over again: it stands apart from its partition, whose place it does not move.</summary>
    public bool IsReplay => Partition < 0;
}

/// <summary>An event and its place in the partition.</summary>
public readonly record struct ReceivedEvent(long Offset, CloudEvent Event);

/// <summary>Reads offsets that a handler stored together with its effects, which makes the effects happen once.</summary>
public interface IOffsetStore
{
    /// <summary>The next offset to read, or null where the group never stored one.</summary>
    ValueTask<long?> GetOffsetAsync(string group, string topic, int partition, CancellationToken cancellationToken);
}

/// <summary>How far consumer groups are behind.</summary>
public interface IGroupLags
{
    /// <summary>Every known group's place in every partition of every topic that it ever read.</summary>
    IReadOnlyList<GroupLag> GetLags();
}

/// <summary>A group's place in a partition.</summary>
/// <param name="Position">The next offset that the group reads.</param>
/// <param name="End">The offset that the next published event gets.</param>
/// <param name="Running">True while a member of the group is subscribed in this process.</param>
public sealed record GroupLag(string Topic, string Group, int Partition, long Position, long End, bool Running)
{
    /// <summary>Events waiting for the group.</summary>
    public long Lag => End - Position;
}
