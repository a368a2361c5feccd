namespace FactoryTwin.Local.Running;

/// <summary>Finds the built web console.</summary>
internal static class ConsoleFiles
{
    /// <summary>Beside the program, or in the repository that it was built in; null where it was not built.</summary>
    public static string? Find()
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "console");
        if (IsConsole(beside))
            return beside;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var built = Path.Combine(folder.FullName, "gateway", "console", "dist");
            if (IsConsole(built))
                return built;
        }
        return null;
    }

    private static bool IsConsole(string folder) => File.Exists(Path.Combine(folder, "index.html"));
}
