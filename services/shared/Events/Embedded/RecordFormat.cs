using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace FactoryTwin.Events.Embedded;

/// <summary>What stands at a position.</summary>
internal enum RecordState
{
    Whole,

    /// <summary>The bytes end before the record does.</summary>
    Incomplete,

    Damaged,
}

/// <summary>
/// A record: body length u32, CRC-32C u32 over length and body, body. All little-endian. Body: format u8 (1), offset i64, time i64
/// (UTC ticks of 100 ns), then id, source, type, key, subject, traceparent as u16 length + UTF-8 (0xffff: absent), then the data.
/// </summary>
internal static class RecordFormat
{
    public const int HeaderBytes = 8;
    private const int MaxBodyBytes = 257 << 20;
    private const byte Format = 1;
    private const int FixedBytes = 17;
    private const ushort Absent = 0xffff;

    /// <summary>Upper bound of a record's size.</summary>
    public static long MaxSize(CloudEvent e) => HeaderBytes + FixedBytes + 12L + e.Data.Length
        + 3L * (e.Id.Length + e.Source.Length + e.Type.Length + e.Key.Length + (e.Subject?.Length ?? 0) + (e.TraceParent?.Length ?? 0));

    public static void Write(ArrayBufferWriter<byte> output, long offset, CloudEvent e)
    {
        var span = output.GetSpan((int)MaxSize(e));
        var at = HeaderBytes;
        span[at] = Format;
        BinaryPrimitives.WriteInt64LittleEndian(span[(at + 1)..], offset);
        BinaryPrimitives.WriteInt64LittleEndian(span[(at + 9)..], e.Time.UtcTicks);
        at += FixedBytes;
        foreach (var text in (ReadOnlySpan<string?>)[e.Id, e.Source, e.Type, e.Key, e.Subject, e.TraceParent]) WriteText(span, ref at, text);
        e.Data.Span.CopyTo(span[at..]);
        at += e.Data.Length;
        BinaryPrimitives.WriteInt32LittleEndian(span, at - HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(span[4..], Checksum(span[..at]));
        output.Advance(at);
    }

    /// <summary>Whether a whole record starts at the beginning of <paramref name="bytes"/>, and its size.</summary>
    public static RecordState Check(ReadOnlySpan<byte> bytes, out int size)
    {
        size = 0;
        if (bytes.Length < HeaderBytes) return RecordState.Incomplete;
        var body = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (body < FixedBytes || body > MaxBodyBytes) return RecordState.Damaged;
        size = HeaderBytes + body;
        if (bytes.Length < size) return RecordState.Incomplete;
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) == Checksum(bytes[..size]) && bytes[HeaderBytes] == Format
            ? RecordState.Whole
            : RecordState.Damaged;
    }

    /// <summary>The offset of a checked record.</summary>
    public static long Offset(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt64LittleEndian(record[(HeaderBytes + 1)..]);

    /// <summary>Reads a checked record; its data stay a slice of <paramref name="record"/>.</summary>
    public static ReceivedEvent Read(ReadOnlyMemory<byte> record)
    {
        var span = record.Span;
        var time = new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(span[(HeaderBytes + 9)..]), TimeSpan.Zero);
        var at = HeaderBytes + FixedBytes;
        var (id, source, type, key) = (ReadText(span, ref at)!, ReadText(span, ref at)!, ReadText(span, ref at)!, ReadText(span, ref at)!);
        var (subject, trace) = (ReadText(span, ref at), ReadText(span, ref at));
        return new(Offset(span), new(id, source, type, time, key, record[at..]) { Subject = subject, TraceParent = trace });
    }

    private static uint Checksum(ReadOnlySpan<byte> record) => Crc32C.Compute(record[HeaderBytes..], Crc32C.Compute(record[..4]));

    private static void WriteText(Span<byte> span, ref int at, string? text)
    {
        var length = text is null ? 0 : Encoding.UTF8.GetBytes(text, span[(at + 2)..]);
        if (length >= Absent) throw new ArgumentException("An attribute of an event may have at most 65,534 bytes.", nameof(text));
        BinaryPrimitives.WriteUInt16LittleEndian(span[at..], text is null ? Absent : (ushort)length);
        at += 2 + length;
    }

    private static string? ReadText(ReadOnlySpan<byte> span, ref int at)
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(span[at..]);
        at += 2;
        if (length == Absent) return null;
        at += length;
        return Encoding.UTF8.GetString(span[(at - length)..at]);
    }
}
