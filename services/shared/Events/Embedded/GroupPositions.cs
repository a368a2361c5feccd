using System.Collections.Concurrent;
using System.Text.Json;
using FactoryTwin.Events.Common;

namespace FactoryTwin.Events.Embedded;

/// <summary>All groups and the file with their positions, written a little after they change and at the end.</summary>
internal sealed class GroupPositions(string path, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Topic, string Group), ConsumerGroup> _groups = new();
    private readonly Lock _file = new();
    private int _changed;

    public AsyncSignal Changed { get; } = new();

    public IEnumerable<ConsumerGroup> All => _groups.Values;

    /// <exception cref="EventLogCorruptException">The file is there but cannot be read.</exception>
    public void Load()
    {
        if (!File.Exists(path)) return;
        try
        {
            foreach (var line in JsonSerializer.Deserialize<List<Line>>(File.ReadAllBytes(path))!)
                _groups[(line.Topic, line.Group)] = new(line.Topic, line.Group, line.Positions, line.LastSeen);
        }
        catch (JsonException e)
        {
            throw new EventLogCorruptException(path, e.BytePositionInLine ?? 0, "the groups' positions cannot be read");
        }
    }

    /// <summary>The group; one that was never seen starts at the oldest event that is there.</summary>
    public ConsumerGroup Get(Topic topic, string group) =>
        _groups.GetOrAdd((topic.Name, group), key => new(key.Topic, key.Group, topic.Partitions.Select(p => p.StartOffset), time.GetUtcNow()));

    public ConsumerGroup? Find(string topic, string group) => _groups.GetValueOrDefault((topic, group));

    public void MarkChanged()
    {
        if (Interlocked.Exchange(ref _changed, 1) == 0) Changed.Set();
    }

    public void SaveIfChanged()
    {
        lock (_file)
        {
            if (Interlocked.Exchange(ref _changed, 0) == 0) return;
            try
            {
                var lines = _groups.Values.Select(g => new Line(g.Topic, g.Name, [.. g.Partitions.Select(p => p.Known)], g.LastSeen)).ToList();
                Disk.WriteAtomically(path, JsonSerializer.SerializeToUtf8Bytes(lines));
            }
            catch
            {
                Interlocked.Exchange(ref _changed, 1);
                throw;
            }
        }
    }

    private sealed record Line(string Topic, string Group, long[] Positions, DateTimeOffset LastSeen);
}
