using System.Numerics;

namespace FactoryTwin.Storage.Histories.Coding;

/// <summary>
/// Any doubles: each as what it differs from the one before (Pelkonen et al., "Gorilla", VLDB 2015): one bit where it is the same,
/// else the differing bits, in the window of those before where they fit into it.
/// </summary>
internal static class XorCoding
{
    public static void Write(ByteSink sink, ReadOnlySpan<Row> rows)
    {
        var before = BitConverter.DoubleToUInt64Bits(rows[0].Value);
        sink.Bits(before, 64);
        var (low, width) = (0, 0);
        for (var i = 1; i < rows.Length; i++)
        {
            var bits = BitConverter.DoubleToUInt64Bits(rows[i].Value);
            var difference = bits ^ before;
            before = bits;
            sink.Bits(difference == 0 ? 0UL : 1UL, 1);
            if (difference == 0)
                continue;
            var trailing = BitOperations.TrailingZeroCount(difference);
            var length = 64 - trailing - BitOperations.LeadingZeroCount(difference);
            // A window that is 12 bits too wide costs as much as naming a new one.
            var fits = width > 0 && trailing >= low && trailing + length <= low + width && width - length < 12;
            sink.Bits(fits ? 0UL : 1UL, 1);
            if (!fits)
            {
                (low, width) = (trailing, length);
                sink.Bits((ulong)low, 6);
                sink.Bits((ulong)(width - 1), 6);
            }
            sink.Bits(difference >> low, width);
        }
        sink.FlushBits();
    }

    public static void Read(ref ByteSource source, Span<double> values)
    {
        var bits = source.Bits(64);
        values[0] = BitConverter.UInt64BitsToDouble(bits);
        var (low, width) = (0, 0);
        for (var i = 1; i < values.Length; i++)
        {
            if (source.Bits(1) != 0)
            {
                if (source.Bits(1) != 0)
                    (low, width) = ((int)source.Bits(6), (int)source.Bits(6) + 1);
                bits ^= source.Bits(width) << low;
            }
            values[i] = BitConverter.UInt64BitsToDouble(bits);
        }
        source.EndBits();
    }
}
