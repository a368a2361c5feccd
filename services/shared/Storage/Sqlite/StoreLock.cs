namespace FactoryTwin.Storage.Sqlite;

/// <summary>
/// Keeps a second process from writing the same file: two group-commit writers would be correct for SQLite, but each would
/// believe its caches. The lock is the operating system's on "path.lock" and ends with the process, however that ends.
/// </summary>
internal static class StoreLock
{
    public static FileStream Take(string path)
    {
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } directory)
                Directory.CreateDirectory(directory);
            if (Directory.Exists(path))
                throw new StoreOpenException(path, "it is a directory. Name a file.");
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StoreOpenException(path, "its directory may not be written. Give this user write access or choose another data directory.", exception);
        }
        catch (IOException exception) when (File.Exists(path + ".lock"))
        {
            throw new StoreOpenException(path, "another process has it open. Stop that process or choose another data directory.", exception);
        }
        catch (IOException exception)
        {
            throw new StoreOpenException(path, $"its directory cannot be used ({exception.Message}). Choose another data directory.", exception);
        }
    }
}
