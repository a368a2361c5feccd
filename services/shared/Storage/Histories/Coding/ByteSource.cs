using System.Buffers.Binary;

namespace FactoryTwin.Storage.Histories.Coding;

/// <summary>Reads what a <see cref="ByteSink"/> wrote. Bytes that end too early are <see cref="InvalidDataException"/>.</summary>
internal ref struct ByteSource(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int at;
    private ulong bits;
    private int available;

    public readonly bool IsAtEnd => at == bytes.Length;

    public byte Byte() => at < bytes.Length ? bytes[at++] : throw Damaged();

    public long Fixed()
    {
        if (bytes.Length - at < 8)
            throw Damaged();
        var value = BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
        at += 8;
        return value;
    }

    public ulong Unsigned()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
        throw Damaged();
    }

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>An unsigned number that is at most <paramref name="most"/>: counts are checked before memory is taken for them.</summary>
    public int Count(int most)
    {
        var value = Unsigned();
        return value <= (ulong)most ? (int)value : throw Damaged();
    }

    public ulong Bits(int width)
    {
        if (width == 0)
            return 0;
        var mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
        if (width <= available)
        {
            var low = bits & mask;
            bits = width == 64 ? 0 : bits >> width;
            available -= width;
            return low;
        }
        var value = bits;
        var have = available;
        var length = Math.Min(8, bytes.Length - at);
        if (have + (length * 8) < width)
            throw Damaged();
        bits = length == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]) : Partial(bytes[at..]);
        at += length;
        var rest = width - have;
        value |= have == 64 ? 0 : bits << have;
        bits = rest == 64 ? 0 : bits >> rest;
        available = (length * 8) - rest;
        return value & mask;
    }

    /// <summary>Ends a run of bits: whole bytes that were read ahead are given back.</summary>
    public void EndBits()
    {
        at -= available / 8;
        (bits, available) = (0, 0);
    }

    public static InvalidDataException Damaged() => new("Stored samples are damaged: their bytes are not those of a chunk.");

    private static ulong Partial(ReadOnlySpan<byte> rest)
    {
        var value = 0UL;
        for (var i = 0; i < rest.Length; i++)
            value |= (ulong)rest[i] << (i * 8);
        return value;
    }
}
