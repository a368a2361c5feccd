using System.Text;
using System.Threading.Channels;

namespace FactoryTwin.Local.Logs;

/// <summary>
/// A log file that is renamed to "name.1.log" and so on when it is full; the oldest goes. Writers never wait: lines go through a bounded
/// queue, and lines that find no room are counted and the number written.
/// </summary>
internal sealed class RotatingFile : IDisposable
{
    private const long DefaultBytes = 8L << 20;
    private const int OldFiles = 4;
    private const int QueueLimit = 8192;

    private readonly string path;
    private readonly long maxBytes;
    private readonly Channel<string> lines = Channel.CreateBounded<string>(QueueLimit);
    private readonly Task writer;
    private long dropped;

    /// <param name="path">Of the newest lines; older ones are beside it.</param>
    /// <param name="maxBytes">A file that has reached this size is full.</param>
    public RotatingFile(string path, long maxBytes = DefaultBytes)
    {
        (this.path, this.maxBytes) = (path, maxBytes);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        writer = Task.Run(WriteAllAsync);
    }

    /// <summary>Lines not yet written.</summary>
    public int Waiting => lines.Reader.Count;

    public void Write(string line)
    {
        if (!lines.Writer.TryWrite(line))
            Interlocked.Increment(ref dropped);
    }

    public void Dispose()
    {
        lines.Writer.TryComplete();
        writer.GetAwaiter().GetResult();
    }

    private async Task WriteAllAsync()
    {
        var file = Open();
        try
        {
            while (await lines.Reader.WaitToReadAsync())
            {
                while (lines.Reader.TryRead(out var line))
                    await file.WriteAsync(line);
                if (Interlocked.Exchange(ref dropped, 0) is > 0 and var lost)
                    await file.WriteAsync($"{lost} lines found no room in the queue and were dropped\n");
                await file.FlushAsync();
                if (file.BaseStream.Length >= maxBytes)
                    file = await RotateAsync(file);
            }
        }
        catch (IOException)
        {
            // A full disk must not take the services with it: they go on without this log.
            lines.Writer.TryComplete();
        }
        finally
        {
            await file.DisposeAsync();
        }
    }

    private async Task<StreamWriter> RotateAsync(StreamWriter full)
    {
        await full.DisposeAsync();
        for (var i = OldFiles; i >= 1; i--)
        {
            var from = i == 1 ? path : Numbered(i - 1);
            if (File.Exists(from))
                File.Move(from, Numbered(i), overwrite: true);
        }
        return Open();
    }

    private StreamWriter Open() => new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite), new UTF8Encoding(false));

    private string Numbered(int number) => Path.ChangeExtension(path, $".{number}.log");
}
