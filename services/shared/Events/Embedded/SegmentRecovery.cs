namespace FactoryTwin.Events.Embedded;

/// <summary>
/// Looks through a partition's newest file after a start. A crash leaves a prefix of what was being written: a record that the
/// file ends within (or zeros, after a power cut) is cut off, since nobody was told that it is stored. Anything else that does
/// not check is damage, and so is a cut record with whole records behind it.
/// </summary>
internal static class SegmentRecovery
{
    private const int Chunk = 1 << 20;

    /// <summary>Returns the next offset and the bytes that were cut.</summary>
    public static (long NextOffset, long CutBytes) Run(Segment segment)
    {
        var offset = segment.BaseOffset;
        long position = Segment.HeaderBytes;
        var buffer = new byte[Chunk];
        while (true)
        {
            var read = segment.Read(buffer, position);
            var used = 0;
            var state = RecordState.Incomplete;
            while ((state = RecordFormat.Check(buffer.AsSpan(used, read - used), out var size)) == RecordState.Whole)
            {
                if (RecordFormat.Offset(buffer.AsSpan(used)) != offset)
                    throw new EventLogCorruptException(segment.Path, position + used, $"expected offset {offset}, found another");
                segment.Note(offset, position + used);
                (offset, used) = (offset + 1, used + size);
                if (used == read) break;
            }
            position += used;
            if (position == segment.Length) return (offset, 0);
            if (state == RecordState.Incomplete && position + read - used < segment.Length)
            {
                if (used == 0) Array.Resize(ref buffer, buffer.Length * 2);
                continue;
            }
            if (state == RecordState.Whole) continue;
            return (offset, Cut(segment, position, offset, state));
        }
    }

    private static long Cut(Segment segment, long position, long offset, RecordState state)
    {
        var tail = new byte[segment.Length - position];
        var read = segment.Read(tail, position);
        var zeros = tail.AsSpan(0, read).IndexOfAnyExcept((byte)0) < 0;
        if (!zeros && (state == RecordState.Damaged || RecordBehind(tail.AsSpan(0, read), offset)))
            throw new EventLogCorruptException(segment.Path, position, $"the record of offset {offset} does not check");
        segment.Truncate(position);
        return read;
    }

    private static bool RecordBehind(ReadOnlySpan<byte> tail, long offset)
    {
        for (var at = 1; at < tail.Length; at++)
            if (RecordFormat.Check(tail[at..], out _) == RecordState.Whole && RecordFormat.Offset(tail[at..]) > offset) return true;
        return false;
    }
}
