using Microsoft.Extensions.Logging;

namespace FactoryTwin.Events.Embedded;

/// <summary>Deletes old files of a partition. What a known group has not read stays, up to the hard cap.</summary>
internal sealed partial class Retention(EmbeddedEventLogOptions options, GroupPositions positions, TimeProvider time, ILogger logger)
{
    private readonly Lock _one = new();

    public void Apply(Topic topic)
    {
        lock (_one)
        {
            for (var i = 0; i < topic.Partitions.Length; i++) Apply(topic, i);
        }
    }

    private void Apply(Topic topic, int partition)
    {
        var log = topic.Partitions[partition];
        var now = time.GetUtcNow();
        var needed = positions.All
            .Where(g => g.Topic == topic.Name && (g.Member is not null || now - g.LastSeen < options.GroupExpiry))
            .Select(g => g.Partitions[partition].Known).DefaultIfEmpty(long.MaxValue).Min();
        var bytes = log.Bytes;
        while (log.Segments is [var oldest, var next, ..])
        {
            var over = bytes > options.RetentionBytes || now - oldest.LastWrite > options.RetentionAge;
            var unread = needed < next.BaseOffset;
            if (unread ? bytes <= options.HardCapBytes : !over) return;
            if (unread) LogHardCap(topic.Name, partition, oldest.BaseOffset, next.BaseOffset);
            bytes -= oldest.Length;
            log.DropOldest();
        }
    }

    [LoggerMessage(1104, LogLevel.Error, "{Topic}/{Partition} is over its hard cap: offsets {From} to {To} are deleted although a group has not read them")]
    private partial void LogHardCap(string topic, int partition, long from, long to);
}
