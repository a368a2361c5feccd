using System.Globalization;
using FactoryTwin.Hosting;

namespace FactoryTwin.Local.Running;

/// <summary>
/// The directory that this process alone works in. A marker file says that it is ours, holds the lock, and names the process that has
/// it; nothing is ever deleted in a directory without the marker.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private const string Marker = ".factorytwin";

    private readonly FileStream ownership;

    private DataDirectory(string path, FileStream ownership) => (FullPath, this.ownership) = (path, ownership);

    public string FullPath { get; }

    public string Logs => Path.Combine(FullPath, "logs");

    /// <summary>Makes the directory where absent and takes it; with <paramref name="clean"/> everything in it is deleted first.</summary>
    /// <exception cref="StartRefusedException">It is in use, not ours, or cannot be written.</exception>
    public static DataDirectory Take(string path, bool clean)
    {
        try
        {
            if (clean && Directory.Exists(path) && !File.Exists(Path.Combine(path, Marker)) && Directory.EnumerateFileSystemEntries(path).Any())
                throw Refused(path, "it was not made by FactoryTwin, so --clean deletes nothing in it. Empty it yourself or choose another directory.");
            Directory.CreateDirectory(path);
            var owned = Own(path);
            if (clean)
                Empty(path);
            return new DataDirectory(path, owned);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, $"it cannot be used: {e.Message}", e);
        }
    }

    public void Dispose() => ownership.Dispose();

    private static FileStream Own(string path)
    {
        var marker = Path.Combine(path, Marker);
        try
        {
            var file = new FileStream(marker, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return file;
        }
        catch (IOException e) when (File.Exists(marker))
        {
            throw Refused(path, "another FactoryTwin has it open. Stop that one, or choose another directory with --data.", e);
        }
    }

    private static void Empty(string path)
    {
        foreach (var directory in Directory.GetDirectories(path))
            Directory.Delete(directory, recursive: true);
        foreach (var file in Directory.GetFiles(path).Where(f => Path.GetFileName(f) != Marker))
            File.Delete(file);
    }

    private static StartRefusedException Refused(string path, string description, Exception? inner = null) =>
        new("data directory", path, description, inner);
}
