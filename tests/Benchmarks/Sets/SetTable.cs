namespace FactoryTwin.Benchmarks.Sets;

/// <summary>A table of docs/scheduling-sets.md between two marks. Printed always, written into the file where FACTORYTWIN_UPDATE is 1.</summary>
internal static class SetTable
{
    public static void Publish(string name, IReadOnlyList<string> lines)
    {
        Console.WriteLine(string.Join('\n', lines));
        if (Environment.GetEnvironmentVariable("FACTORYTWIN_UPDATE") != "1") return;
        var file = Path.Combine(Root(), "docs", "scheduling-sets.md");
        var (begin, end) = ($"<!-- {name} -->", $"<!-- end of {name} -->");
        var text = File.ReadAllText(file);
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from) throw new InvalidOperationException($"docs/scheduling-sets.md has no marks '{name}'.");
        File.WriteAllText(file, $"{text[..(from + begin.Length)]}\n{string.Join('\n', lines)}\n{text[to..]}");
    }

    /// <summary>The folder of a published set.</summary>
    public static string Folder(string set)
    {
        var data = Environment.GetEnvironmentVariable("FACTORYTWIN_DATA") is { Length: > 0 } named ? named : Path.Combine(Root(), "..", "shared", "data");
        return Path.GetFullPath(Path.Combine(data, set));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FactoryTwin.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("This runs from inside the repository.");
    }
}
