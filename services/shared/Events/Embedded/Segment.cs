using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace FactoryTwin.Events.Embedded;

/// <summary>
/// One file of a partition, named by its first offset: header (magic u64, first offset i64), then records. Appended by one
/// writer, read by many; readers see what is durable only.
/// </summary>
internal sealed class Segment : IDisposable
{
    public const int HeaderBytes = 16;
    private const ulong Magic = 0x0001_474f_4c54_46ffUL;
    private const int IndexEvery = 64 << 10;

    private readonly SafeFileHandle _file;
    private readonly List<(long Offset, long Position)> _index = [];
    private long _length;

    private Segment(string path, long baseOffset, SafeFileHandle file, long length)
    {
        (Path, BaseOffset, _file, _length) = (path, baseOffset, file, length);
        _index.Add((baseOffset, HeaderBytes));
        LastWrite = File.GetLastWriteTimeUtc(path);
    }

    public string Path { get; }

    public long BaseOffset { get; }

    /// <summary>Durable bytes.</summary>
    public long Length => Volatile.Read(ref _length);

    public DateTimeOffset LastWrite { get; private set; }

    public static Segment Create(string directory, long baseOffset)
    {
        var path = System.IO.Path.Combine(directory, baseOffset.ToString("D20", CultureInfo.InvariantCulture) + ".log");
        var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        var header = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), baseOffset);
        RandomAccess.Write(file, header, 0);
        RandomAccess.FlushToDisk(file);
        Disk.SyncDirectory(directory);
        return new(path, baseOffset, file, HeaderBytes);
    }

    /// <summary>Opens a file; null where a crash cut its creation off before the header was whole.</summary>
    public static Segment? Open(string path, long baseOffset)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        var header = new byte[HeaderBytes];
        var read = RandomAccess.Read(file, header, 0);
        if (read == HeaderBytes && BinaryPrimitives.ReadUInt64LittleEndian(header) == Magic && BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(8)) == baseOffset)
            return new(path, baseOffset, file, length);
        file.Dispose();
        return read < HeaderBytes || header.All(b => b == 0) ? null : throw new EventLogCorruptException(path, 0, "the file's header is not the log's");
    }

    /// <summary>Cuts the file to <paramref name="length"/>.</summary>
    public void Truncate(long length)
    {
        RandomAccess.SetLength(_file, length);
        RandomAccess.FlushToDisk(_file);
        Volatile.Write(ref _length, length);
    }

    /// <summary>Writes and flushes to the disk; on a failure of the write the file is cut back to what was durable.</summary>
    public void Append(ReadOnlySpan<byte> records, long firstOffset, DateTimeOffset now)
    {
        var position = _length;
        try
        {
            RandomAccess.Write(_file, records, position);
        }
        catch
        {
            RandomAccess.SetLength(_file, position);
            throw;
        }
        try
        {
            RandomAccess.FlushToDisk(_file);
        }
        catch (IOException e)
        {
            throw new FlushFailedException(Path, e);
        }
        Note(firstOffset, position);
        LastWrite = now;
        Volatile.Write(ref _length, position + records.Length);
    }

    /// <summary>Remembers where an offset stands, about once in 64 KiB.</summary>
    public void Note(long offset, long position)
    {
        lock (_index)
        {
            if (position - _index[^1].Position >= IndexEvery) _index.Add((offset, position));
        }
    }

    /// <summary>The nearest remembered record at or before an offset.</summary>
    public (long Offset, long Position) Locate(long offset)
    {
        lock (_index)
        {
            var at = _index.FindLastIndex(entry => entry.Offset <= offset);
            return _index[Math.Max(at, 0)];
        }
    }

    /// <summary>Reads durable bytes; fewer at the end.</summary>
    public int Read(Span<byte> buffer, long position)
    {
        var wanted = (int)Math.Min(buffer.Length, Length - position);
        var read = 0;
        while (read < wanted)
        {
            var n = RandomAccess.Read(_file, buffer[read..wanted], position + read);
            if (n == 0) break;
            read += n;
        }
        return read;
    }

    public void Delete()
    {
        File.Delete(Path);
        Dispose();
    }

    public void Dispose() => _file.Dispose();
}

/// <summary>The disk did not take a flush: what it holds of the last write is unknown.</summary>
internal sealed class FlushFailedException(string path, Exception inner) : IOException($"Cannot flush '{path}' to the disk.", inner);
