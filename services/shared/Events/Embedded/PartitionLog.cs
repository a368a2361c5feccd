using System.Globalization;
using FactoryTwin.Events.Common;

namespace FactoryTwin.Events.Embedded;

/// <summary>A reader's place in a partition.</summary>
internal sealed class LogCursor(long offset)
{
    public long Offset { get; set; } = offset;
    public Segment? Segment { get; set; }
    public long Position { get; set; }
}

/// <summary>One partition: its files in order. One writer appends, readers follow with cursors.</summary>
internal sealed class PartitionLog : IDisposable
{
    private readonly string _directory;
    private readonly EmbeddedEventLogOptions _options;
    private readonly AsyncSignal _appended = new();
    private readonly Lock _change = new();
    private Segment[] _segments;
    private long _nextOffset;

    private PartitionLog(string directory, EmbeddedEventLogOptions options, Segment[] segments, long nextOffset) =>
        (_directory, _options, _segments, _nextOffset) = (directory, options, segments, nextOffset);

    /// <summary>The offset that the next event gets; all before it are durable.</summary>
    public long NextOffset => Volatile.Read(ref _nextOffset);

    /// <summary>The oldest offset still there.</summary>
    public long StartOffset => Segments[0].BaseOffset;

    public long Bytes => Segments.Sum(s => s.Length);

    /// <summary>Completes at the next append. Take it before looking at <see cref="NextOffset"/>.</summary>
    public Task Appended => _appended.Next;

    /// <summary>The files, oldest first.</summary>
    public Segment[] Segments => Volatile.Read(ref _segments);

    public static PartitionLog Open(string directory, EmbeddedEventLogOptions options, Action<string, long> cut)
    {
        Directory.CreateDirectory(directory);
        var paths = Directory.GetFiles(directory, "*.log").Order(StringComparer.Ordinal).ToList();
        var segments = new List<Segment>();
        foreach (var path in paths)
        {
            var baseOffset = long.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture);
            if (Segment.Open(path, baseOffset) is { } segment) segments.Add(segment);
            else if (path != paths[^1]) throw new EventLogCorruptException(path, 0, "the file has no header");
            else segments.Add(Segment.Create(directory, baseOffset));
        }
        if (segments.Count == 0) segments.Add(Segment.Create(directory, 0));
        var (next, cutBytes) = SegmentRecovery.Run(segments[^1]);
        if (cutBytes > 0) cut(segments[^1].Path, cutBytes);
        return new(directory, options, [.. segments], next);
    }

    /// <summary>Appends whole records with dense offsets from <see cref="NextOffset"/> on, durable on return.</summary>
    public void Append(ReadOnlySpan<byte> records, int count, DateTimeOffset now)
    {
        var first = NextOffset;
        if (Segments[^1].Length >= _options.SegmentBytes)
        {
            var fresh = Segment.Create(_directory, first);
            lock (_change) Volatile.Write(ref _segments, [.. _segments, fresh]);
        }
        Segments[^1].Append(records, first, now);
        Volatile.Write(ref _nextOffset, first + count);
        _appended.Set();
    }

    /// <summary>Events from the cursor on, which moves behind them; empty at the end. A cursor before the start is moved to it.</summary>
    public IReadOnlyList<ReceivedEvent> Read(LogCursor cursor, int maxEvents)
    {
        while (cursor.Offset < NextOffset)
        {
            var segment = Place(cursor);
            var buffer = new byte[Math.Min(_options.MaxBatchBytes, segment.Length - cursor.Position)];
            var events = Parse(segment, cursor, buffer, maxEvents);
            if (events.Count > 0) return events;
        }
        return [];
    }

    /// <summary>Forgets and deletes the oldest file; never the newest. A reader that stands in it finds a closed file and looks anew.</summary>
    public void DropOldest()
    {
        Segment oldest;
        lock (_change)
        {
            oldest = _segments[0];
            Volatile.Write(ref _segments, _segments[1..]);
        }
        oldest.Delete();
    }

    public void Dispose()
    {
        foreach (var segment in Segments) segment.Dispose();
    }

    private Segment Place(LogCursor cursor)
    {
        var segments = Segments;
        var index = cursor.Segment is null ? -1 : Array.IndexOf(segments, cursor.Segment);
        if (index < 0)
        {
            index = Math.Max(0, Array.FindLastIndex(segments, s => s.BaseOffset <= cursor.Offset));
            cursor.Segment = segments[index];
            cursor.Offset = Math.Max(cursor.Offset, cursor.Segment.BaseOffset);
            cursor.Position = cursor.Segment.Locate(cursor.Offset).Position;
        }
        else if (index + 1 < segments.Length && cursor.Position >= segments[index].Length)
        {
            if (segments[index + 1].BaseOffset != cursor.Offset)
                throw new EventLogCorruptException(segments[index].Path, cursor.Position, $"the file ends before offset {segments[index + 1].BaseOffset}");
            (cursor.Segment, cursor.Position) = (segments[index + 1], Segment.HeaderBytes);
        }
        return cursor.Segment!;
    }

    private List<ReceivedEvent> Parse(Segment segment, LogCursor cursor, byte[] buffer, int maxEvents)
    {
        var events = new List<ReceivedEvent>();
        var read = segment.Read(buffer, cursor.Position);
        var at = 0;
        while (events.Count < maxEvents && at < read)
        {
            var state = RecordFormat.Check(buffer.AsSpan(at, read - at), out var size);
            if (state == RecordState.Incomplete && cursor.Position + read - at < segment.Length)
            {
                if (events.Count > 0 || at > 0) break;
                buffer = new byte[Math.Max(size, buffer.Length)];
                read = segment.Read(buffer, cursor.Position);
                continue;
            }
            if (state != RecordState.Whole)
                throw new EventLogCorruptException(segment.Path, cursor.Position, $"a record near offset {cursor.Offset} does not check");
            var offset = RecordFormat.Offset(buffer.AsSpan(at));
            segment.Note(offset, cursor.Position);
            if (offset >= cursor.Offset)
            {
                if (offset != cursor.Offset) throw new EventLogCorruptException(segment.Path, cursor.Position, $"expected offset {cursor.Offset}, found {offset}");
                events.Add(RecordFormat.Read(buffer.AsMemory(at, size)));
                cursor.Offset++;
            }
            at += size;
            cursor.Position += size;
        }
        return events;
    }
}
