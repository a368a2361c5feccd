using System.Xml.Linq;

namespace FactoryTwin.Architecture.Tests;

/// <summary>The repository as text: what the rules are checked against.</summary>
internal static class Repository
{
    private static readonly string[] Left = ["bin", "obj", "node_modules", "dist", "artifacts", "data", ".git", "generated", "TestResults"];

    public static readonly string Root = FindRoot();

    /// <summary>Paths of all files kept by hand, relative to the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(Root).Select(Relative).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> CSharp => Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal));

    /// <summary>C# that ships: everything outside tests/.</summary>
    public static IEnumerable<string> ProductCSharp => CSharp.Where(f => !f.StartsWith("tests/", StringComparison.Ordinal));

    public static IEnumerable<string> Projects => Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>The lines with everything behind // cut off, so that a comment breaks no rule.</summary>
    public static IEnumerable<(int Number, string Text)> Code(string file) =>
        File.ReadLines(Path.Combine(Root, file)).Select((line, index) => (index + 1, line.Split("//")[0]));

    /// <summary>Projects that this one references, relative to the root.</summary>
    public static IEnumerable<string> References(string project) =>
        XDocument.Load(Path.Combine(Root, project)).Descendants("ProjectReference")
            .Select(r => Relative(Path.GetFullPath(Path.Combine(Root, Path.GetDirectoryName(project)!, r.Attribute("Include")!.Value))));

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder)) yield return file;
        foreach (var sub in Directory.EnumerateDirectories(folder))
        {
            if (Left.Contains(Path.GetFileName(sub), StringComparer.Ordinal)) continue;
            foreach (var file in Walk(sub)) yield return file;
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "global.json"))) return folder.FullName;
        }
        throw new InvalidOperationException("The repository's root (the folder with global.json) is not above the test binaries.");
    }
}
