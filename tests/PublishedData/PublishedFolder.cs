using System.IO.Compression;

namespace FactoryTwin.PublishedData.Tests;

/// <summary>The folder with public data: FACTORYTWIN_DATA, or ../shared/data beside the repository.</summary>
internal static class PublishedFolder
{
    public static string Path { get; } = Environment.GetEnvironmentVariable("FACTORYTWIN_DATA") is { Length: > 0 } named
        ? named
        : System.IO.Path.GetFullPath(System.IO.Path.Combine(RepositoryRoot(), "..", "shared", "data"));

    /// <summary>Names of the gzipped files below a folder, for example "valve1/0.csv.gz"; none where the folder is absent.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        string root = System.IO.Path.Combine(Path, folder);
        return !Directory.Exists(root) ? [] : Directory.EnumerateFiles(root, pattern, SearchOption.AllDirectories)
            .Select(f => System.IO.Path.GetRelativePath(root, f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
    }

    /// <summary>A file's text, as it was published.</summary>
    public static string Read(string folder, string file)
    {
        using var zipped = File.OpenRead(System.IO.Path.Combine(Path, folder, file));
        using var reader = new StreamReader(new GZipStream(zipped, CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    /// <summary>The root of the repository.</summary>
    public static string Repository => RepositoryRoot();

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "FactoryTwin.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("These tests run from inside the repository.");
    }
}
