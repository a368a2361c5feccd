namespace FactoryTwin.Testing;

/// <summary>A directory of a test's own, deleted with all that is in it.</summary>
public sealed class TempDirectory : IDisposable
{
    /// <summary>Its absolute path; it exists.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("factorytwin-test-").FullName;

    /// <summary>A path inside it.</summary>
    public string this[string relative] => System.IO.Path.Combine(Path, relative);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The test removed it itself.
        }
    }
}
