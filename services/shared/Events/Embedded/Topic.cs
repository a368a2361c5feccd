using System.Globalization;
using System.Text;
using FactoryTwin.Events.Common;

namespace FactoryTwin.Events.Embedded;

/// <summary>A topic: a directory with one directory a partition. Its number of partitions never changes.</summary>
internal sealed class Topic : IAsyncDisposable
{
    private readonly PartitionWriter[] _writers;

    private Topic(string name, PartitionLog[] partitions, PartitionWriter[] writers) => (Name, Partitions, _writers) = (name, partitions, writers);

    public string Name { get; }

    public PartitionLog[] Partitions { get; }

    public static Topic Open(string root, string name, EmbeddedEventLogOptions options, TimeProvider time, EventMetrics metrics, Action<string, long> cut)
    {
        var directory = Path.Combine(root, name);
        var marker = Path.Combine(directory, "partitions");
        Directory.CreateDirectory(directory);
        if (!File.Exists(marker)) Disk.WriteAtomically(marker, Encoding.ASCII.GetBytes(options.Partitions.ToString(CultureInfo.InvariantCulture)));
        if (!int.TryParse(File.ReadAllText(marker), CultureInfo.InvariantCulture, out var count) || count is < 1 or > 256)
            throw new EventLogCorruptException(marker, 0, "the number of partitions cannot be read");
        var partitions = new List<PartitionLog>();
        try
        {
            for (var i = 0; i < count; i++) partitions.Add(PartitionLog.Open(Path.Combine(directory, i.ToString("D3", CultureInfo.InvariantCulture)), options, cut));
        }
        catch
        {
            foreach (var partition in partitions) partition.Dispose();
            throw;
        }
        Disk.SyncDirectory(directory);
        return new(name, [.. partitions], [.. partitions.Select(p => new PartitionWriter(p, options.MaxWaitingPublishes, time, metrics))]);
    }

    /// <summary>Each event to the partition of its key, in the given order.</summary>
    public async Task AppendAsync(IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken)
    {
        var parts = new List<CloudEvent>?[Partitions.Length];
        var (last, partition, used) = ("", -1, 0);
        foreach (var e in events)
        {
            if (partition < 0 || !ReferenceEquals(e.Key, last)) (last, partition) = (e.Key, KeyHash.Partition(e.Key, Partitions.Length));
            if (parts[partition] is null) used++;
            (parts[partition] ??= []).Add(e);
        }
        if (used == 1)
        {
            await _writers[partition].AppendAsync(events, cancellationToken);
            return;
        }
        await Task.WhenAll(parts.Select((part, i) => part is null ? Task.CompletedTask : _writers[i].AppendAsync(part, cancellationToken)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var writer in _writers) await writer.DisposeAsync();
        foreach (var partition in Partitions) partition.Dispose();
    }
}
