using System.Text.Json;
using FactoryTwin.Events.Common;

namespace FactoryTwin.Events.Embedded;

/// <summary>Dead letters as one file each: deadletters/{topic}/{group}/{partition}-{offset}.json. Writing the same one again changes nothing.</summary>
internal sealed class DeadLetterFiles(string root)
{
    public void Save(DeadLetter letter)
    {
        var path = PathOf(letter.Id)!;
        var fresh = !File.Exists(path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Disk.WriteAtomically(path, JsonSerializer.SerializeToUtf8Bytes(Stored.Of(letter)));
        File.SetLastWriteTimeUtc(path, letter.Time.UtcDateTime);
        if (fresh) Disk.SyncDirectory(Path.GetDirectoryName(Path.GetDirectoryName(path)!)!);
    }

    public IReadOnlyList<DeadLetter> List(string topic, string group, int limit)
    {
        var directory = new DirectoryInfo(Path.Combine(root, topic, group));
        if (!directory.Exists) return [];
        return [.. directory.EnumerateFiles("*.json")
            .OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal)
            .Take(limit).Select(file => Read(file.FullName)).OfType<DeadLetter>()];
    }

    public DeadLetter? Find(string id) => PathOf(id) is { } path ? Read(path) : null;

    public void Remove(string id)
    {
        var path = PathOf(id)!;
        File.Delete(path);
        Disk.SyncDirectory(Path.GetDirectoryName(path)!);
    }

    private string? PathOf(string id)
    {
        var parts = id.Split('~');
        return parts.Length == 3 && parts.All(part => Names.IsValid(part)) ? Path.Combine(root, parts[0], parts[1], parts[2] + ".json") : null;
    }

    private static DeadLetter? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Stored>(File.ReadAllBytes(path))!.Letter();
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private sealed record Stored(string Id, string Topic, string Group, int Partition, long Offset, string Reason, int Attempts, DateTimeOffset Time,
        string EventId, string Source, string Type, DateTimeOffset EventTime, string Key, string? Subject, string? TraceParent, byte[] Data)
    {
        public static Stored Of(DeadLetter l) => new(l.Id, l.Topic, l.Group, l.Partition, l.Offset, l.Reason, l.Attempts, l.Time,
            l.Event.Id, l.Event.Source, l.Event.Type, l.Event.Time, l.Event.Key, l.Event.Subject, l.Event.TraceParent, l.Event.Data.ToArray());

        public DeadLetter Letter() => new(Id, Topic, Group, Partition, Offset,
            new(EventId, Source, Type, EventTime, Key, Data) { Subject = Subject, TraceParent = TraceParent }, Reason, Attempts, Time);
    }
}
