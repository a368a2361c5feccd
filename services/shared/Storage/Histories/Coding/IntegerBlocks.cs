using System.Numerics;

namespace FactoryTwin.Storage.Histories.Coding;

/// <summary>
/// Whole numbers in blocks of 128: of each block its least number, and of every number what it is above that, in as many bits as
/// the largest needs (frame of reference). Equal numbers cost nothing but their block's two bytes.
/// </summary>
internal static class IntegerBlocks
{
    private const int BlockSize = 128;

    public static void Write(ByteSink sink, ReadOnlySpan<long> numbers)
    {
        for (var start = 0; start < numbers.Length; start += BlockSize)
        {
            var block = numbers[start..Math.Min(start + BlockSize, numbers.Length)];
            var (least, most) = (block[0], block[0]);
            foreach (var number in block)
                (least, most) = (Math.Min(least, number), Math.Max(most, number));
            var width = 64 - BitOperations.LeadingZeroCount(unchecked((ulong)most - (ulong)least));
            sink.Signed(least);
            sink.Byte((byte)width);
            foreach (var number in block)
                sink.Bits(unchecked((ulong)number - (ulong)least), width);
            sink.FlushBits();
        }
    }

    public static void Read(ref ByteSource source, Span<long> numbers)
    {
        for (var start = 0; start < numbers.Length; start += BlockSize)
        {
            var block = numbers[start..Math.Min(start + BlockSize, numbers.Length)];
            var least = source.Signed();
            int width = source.Byte();
            if (width > 64)
                throw ByteSource.Damaged();
            for (var i = 0; i < block.Length; i++)
                block[i] = unchecked((long)((ulong)least + source.Bits(width)));
            source.EndBits();
        }
    }
}
