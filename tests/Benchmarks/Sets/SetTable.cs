namespace FactoryTwin.Benchmarks.Sets;

/// <summary>A table of a file in docs/ between two marks. Printed always, written into the file where FACTORYTWIN_UPDATE is 1.</summary>
internal static class SetTable
{
    /// <summary>Whether files are to be written.</summary>
    public static bool Updates => Environment.GetEnvironmentVariable("FACTORYTWIN_UPDATE") == "1";

    public static void Publish(string name, IReadOnlyList<string> lines, string document = "scheduling-sets.md")
    {
        Console.WriteLine(string.Join('\n', lines));
        if (!Updates) return;
        var file = Docs(document);
        var (begin, end) = ($"<!-- {name} -->", $"<!-- end of {name} -->");
        var text = File.ReadAllText(file);
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from) throw new InvalidOperationException($"docs/{document} has no marks '{name}'.");
        File.WriteAllText(file, $"{text[..(from + begin.Length)]}\n{string.Join('\n', lines)}\n{text[to..]}");
    }

    /// <summary>The folder of a published set.</summary>
    public static string Folder(string set)
    {
        var data = Environment.GetEnvironmentVariable("FACTORYTWIN_DATA") is { Length: > 0 } named ? named : Path.Combine(Root(), "..", "shared", "data");
        return Path.GetFullPath(Path.Combine(data, set));
    }

    /// <summary>A file below docs/.</summary>
    public static string Docs(params string[] path) => Path.Combine([Root(), "docs", .. path]);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FactoryTwin.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("This runs from inside the repository.");
    }
}
