using System.Buffers.Binary;

namespace FactoryTwin.Storage.Histories.Coding;

/// <summary>A growing buffer that takes bytes, numbers of variable length and bits. Bits fill bytes from the low end.</summary>
internal sealed class ByteSink
{
    private byte[] bytes = new byte[256];
    private ulong bits;
    private int pending;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    public void Clear() => (Length, bits, pending) = (0, 0, 0);

    public void Byte(byte value)
    {
        if (Length == bytes.Length)
            Array.Resize(ref bytes, Length * 2);
        bytes[Length++] = value;
    }

    public void Bytes(ReadOnlySpan<byte> values)
    {
        Reserve(values.Length);
        values.CopyTo(bytes.AsSpan(Length));
        Length += values.Length;
    }

    public void Fixed(long value)
    {
        Reserve(8);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(Length), value);
        Length += 8;
    }

    public void Unsigned(ulong value)
    {
        Reserve(10);
        for (; value >= 0x80; value >>= 7)
            bytes[Length++] = (byte)(value | 0x80);
        bytes[Length++] = (byte)value;
    }

    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>The low <paramref name="width"/> bits, 0 to 64; <see cref="FlushBits"/> ends a run of bits.</summary>
    public void Bits(ulong value, int width)
    {
        if (width == 0)
            return;
        if (width < 64)
            value &= (1UL << width) - 1;
        bits |= value << pending;
        if (pending + width < 64)
        {
            pending += width;
            return;
        }
        Fixed((long)bits);
        var taken = 64 - pending;
        bits = taken == 64 ? 0 : value >> taken;
        pending = width - taken;
    }

    /// <summary>Fills the last byte of a run of bits with zeros.</summary>
    public void FlushBits()
    {
        for (; pending > 0; pending -= 8, bits >>= 8)
            Byte((byte)bits);
        (bits, pending) = (0, 0);
    }

    private void Reserve(int count)
    {
        if (Length + count > bytes.Length)
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + count));
    }
}
