namespace FactoryTwin.Events.Embedded;

/// <summary>A group's state for one topic: positions by partition, and who is subscribed now.</summary>
internal sealed class ConsumerGroup(string topic, string name, IEnumerable<long> stored, DateTimeOffset lastSeen)
{
    private readonly List<Subscription> _members = [];

    public string Topic { get; } = topic;

    public string Name { get; } = name;

    public GroupPartition[] Partitions { get; } = [.. stored.Select(position => new GroupPartition { Known = position, Position = position })];

    /// <summary>When a member was last running.</summary>
    public DateTimeOffset LastSeen { get; set; } = lastSeen;

    /// <summary>Any running member, or null.</summary>
    public Subscription? Member
    {
        get
        {
            lock (_members) return _members.FirstOrDefault();
        }
    }

    public void Join(Subscription member)
    {
        lock (_members)
        {
            _members.Add(member);
            if (_members.Count > 1 || member.Offsets is null) return;
            foreach (var partition in Partitions) partition.Position = GroupPartition.Unknown;
        }
    }

    public void Leave(Subscription member, DateTimeOffset now)
    {
        lock (_members) _members.Remove(member);
        LastSeen = now;
    }
}

/// <summary>A group's place in one partition. Whoever holds <see cref="Turn"/> delivers; members take turns, so order holds.</summary>
internal sealed class GroupPartition
{
    public const long Unknown = -1;

    private long _known;
    private long _position;

    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>The next offset to deliver; <see cref="Unknown"/>: to be asked of the handler's own store. Written under <see cref="Turn"/>.</summary>
    public long Position
    {
        get => Volatile.Read(ref _position);
        set => Volatile.Write(ref _position, value);
    }

    /// <summary>The last position that was heard of: for lag and retention.</summary>
    public long Known
    {
        get => Volatile.Read(ref _known);
        set => Volatile.Write(ref _known, value);
    }

    public LogCursor? Cursor { get; set; }
}
