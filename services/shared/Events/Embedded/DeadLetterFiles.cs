using FactoryTwin.Events.Common;

namespace FactoryTwin.Events.Embedded;

/// <summary>
/// Dead letters as one file each: deadletters/{topic}/{group}/{partition}-{offset}.json while they wait, in the folder "settled" beside
/// them afterwards. A file's time is that of the letter's coming; where a crash left both, the settled one counts.
/// </summary>
internal sealed class DeadLetterFiles(string root, TimeSpan retention, TimeProvider time) : ILetterShelf
{
    private const string SettledName = "settled";
    private readonly Lock _counting = new();
    private IReadOnlyList<LetterCount> _counts = [];
    private int _changed = 1;

    /// <summary>Writes a letter, durable on return. Writing the same one again changes nothing.</summary>
    public void Save(DeadLetter letter)
    {
        var (waiting, settled) = PathsOf(letter.Id)!.Value;
        if (letter.State == LetterState.Waiting)
        {
            if (File.Exists(settled)) Remove(settled);
            Write(waiting, letter);
        }
        else
        {
            Write(settled, letter);
            if (File.Exists(waiting)) Remove(waiting);
        }
        Volatile.Write(ref _changed, 1);
    }

    public DeadLetter? Find(string id) => PathsOf(id) is var (waiting, settled) ? LetterFile.Read(settled) ?? LetterFile.Read(waiting) : null;

    ValueTask<DeadLetter?> ILetterShelf.FindAsync(string id, CancellationToken cancellationToken) => new(Find(id));

    ValueTask ILetterShelf.SaveAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        Save(letter);
        return ValueTask.CompletedTask;
    }

    public IReadOnlyList<DeadLetter> List(LetterQuery query)
    {
        var group = new DirectoryInfo(Path.Combine(root, query.Topic, query.Group));
        var settled = FilesOf(SettledOf(group)).ToDictionary(file => file.Name, StringComparer.Ordinal);
        return [.. FilesOf(group).Where(file => !settled.ContainsKey(file.Name)).Concat(query.Settled ? settled.Values : [])
            .Select(file => (File: file, Place: new LetterPlace(file.LastWriteTimeUtc.Ticks, IdOf(query, file))))
            .Where(each => query.After is not { } after || each.Place.CompareTo(after) > 0)
            .OrderBy(each => each.Place)
            .Take(query.Limit).Select(each => LetterFile.Read(each.File.FullName)).OfType<DeadLetter>()];
    }

    /// <summary>How many wait, by group; looked at again only where something changed.</summary>
    public IReadOnlyList<LetterCount> Counts()
    {
        lock (_counting)
        {
            if (Interlocked.Exchange(ref _changed, 0) != 0) _counts = [.. Groups().Select(CountOf)];
            return _counts;
        }
    }

    /// <summary>Deletes settled letters whose time is over.</summary>
    public void Sweep()
    {
        var now = time.GetUtcNow();
        foreach (var file in Groups().SelectMany(group => FilesOf(SettledOf(group))))
            if (LetterFile.Read(file.FullName)?.SettleTime is { } settled && now - settled > retention) Remove(file.FullName);
    }

    private IEnumerable<DirectoryInfo> Groups() =>
        new DirectoryInfo(root) is { Exists: true } all ? all.EnumerateDirectories().SelectMany(topic => topic.EnumerateDirectories()) : [];

    private static LetterCount CountOf(DirectoryInfo group)
    {
        var settled = FilesOf(SettledOf(group)).Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        var times = FilesOf(group).Where(file => !settled.Contains(file.Name)).Select(file => file.LastWriteTimeUtc).ToList();
        return new(group.Parent!.Name, group.Name, times.Count, times.Count == 0 ? null : times.Min());
    }

    private static IEnumerable<FileInfo> FilesOf(DirectoryInfo directory) => directory.Exists ? directory.EnumerateFiles("*.json") : [];

    private static DirectoryInfo SettledOf(DirectoryInfo group) => new(Path.Combine(group.FullName, SettledName));

    private static string IdOf(LetterQuery query, FileInfo file) => $"{query.Topic}~{query.Group}~{Path.GetFileNameWithoutExtension(file.Name)}";

    private (string Waiting, string Settled)? PathsOf(string id)
    {
        var parts = id.Split('~');
        if (parts.Length != 3 || !parts.All(Names.IsValid)) return null;
        var group = Path.Combine(root, parts[0], parts[1]);
        return (Path.Combine(group, parts[2] + ".json"), Path.Combine(group, SettledName, parts[2] + ".json"));
    }

    private static void Write(string path, DeadLetter letter)
    {
        var directory = Path.GetDirectoryName(path)!;
        var fresh = !File.Exists(path);
        Directory.CreateDirectory(directory);
        Disk.WriteAtomically(path, LetterFile.Write(letter));
        File.SetLastWriteTimeUtc(path, letter.Time.UtcDateTime);
        if (fresh) Disk.SyncDirectory(Path.GetDirectoryName(directory)!);
    }

    private static void Remove(string path)
    {
        File.Delete(path);
        Disk.SyncDirectory(Path.GetDirectoryName(path)!);
    }
}
