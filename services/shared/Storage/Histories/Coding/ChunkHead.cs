using System.Buffers.Binary;

namespace FactoryTwin.Storage.Histories.Coding;

/// <summary>
/// What a chunk's samples come to, so that a query over much time need not decode them. The sums and extremes are over all samples and
/// have a meaning only where <see cref="Quality"/> says that all are of one quality.
/// </summary>
/// <param name="Start">Time of the first sample, UTC ticks.</param>
/// <param name="End">Time of the last sample.</param>
/// <param name="Count">Samples.</param>
/// <param name="Quality">The quality of all samples; -1 where they differ.</param>
/// <param name="First">The first value.</param>
/// <param name="Last">The last value.</param>
/// <param name="LastQuality">Its quality.</param>
/// <param name="Minimum">The least value, where it came first.</param>
/// <param name="MinimumTime">When that was.</param>
/// <param name="Maximum">The greatest value, where it came first.</param>
/// <param name="MaximumTime">When that was.</param>
/// <param name="Sum">Of the values.</param>
/// <param name="Stepped">Integral over time from the first to the last sample, each value held until the next; value times seconds.</param>
/// <param name="Sloped">The same along straight lines from value to value.</param>
public readonly record struct ChunkHead(
    long Start, long End, int Count, int Quality, double First, double Last, int LastQuality,
    double Minimum, long MinimumTime, double Maximum, long MaximumTime, double Sum, double Stepped, double Sloped)
{
    /// <summary><see cref="Quality"/> of a chunk of several qualities.</summary>
    public const int Mixed = -1;

    /// <summary>Bytes of <see cref="ToBytes"/>.</summary>
    public const int Size = 2 + (3 * 4) + (11 * 8);

    private const short Version = 1;

    /// <summary>The newest sample.</summary>
    public Row LastRow => new(End, Last, LastQuality);

    /// <summary>The head of rows of rising times, at least one.</summary>
    public static ChunkHead Of(ReadOnlySpan<Row> rows)
    {
        var (first, last) = (rows[0], rows[^1]);
        var (low, high) = (first, first);
        var quality = first.Quality == Mixed ? Mixed : first.Quality;
        double sum = first.Value, stepped = 0, sloped = 0;
        for (var i = 1; i < rows.Length; i++)
        {
            var (before, row) = (rows[i - 1], rows[i]);
            if (row.Quality != quality) quality = Mixed;
            if (row.Value < low.Value) low = row;
            if (row.Value > high.Value) high = row;
            var seconds = (row.Time - before.Time) / (double)TimeSpan.TicksPerSecond;
            sum += row.Value;
            stepped += before.Value * seconds;
            sloped += ((0.5 * before.Value) + (0.5 * row.Value)) * seconds;
        }
        return new(first.Time, last.Time, rows.Length, quality, first.Value, last.Value, last.Quality,
            low.Value, low.Time, high.Value, high.Time, sum, stepped, sloped);
    }

    /// <summary>Fixed-length bytes, the same on every machine.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        var writer = bytes.AsSpan();
        BinaryPrimitives.WriteInt16LittleEndian(writer, Version);
        BinaryPrimitives.WriteInt32LittleEndian(writer[2..], Count);
        BinaryPrimitives.WriteInt32LittleEndian(writer[6..], Quality);
        BinaryPrimitives.WriteInt32LittleEndian(writer[10..], LastQuality);
        writer = writer[14..];
        foreach (var number in (ReadOnlySpan<long>)[Start, End, MinimumTime, MaximumTime])
        {
            BinaryPrimitives.WriteInt64LittleEndian(writer, number);
            writer = writer[8..];
        }
        foreach (var number in (ReadOnlySpan<double>)[First, Last, Minimum, Maximum, Sum, Stepped, Sloped])
        {
            BinaryPrimitives.WriteDoubleLittleEndian(writer, number);
            writer = writer[8..];
        }
        return bytes;
    }

    /// <summary>Reads <see cref="ToBytes"/>.</summary>
    public static ChunkHead From(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size || BinaryPrimitives.ReadInt16LittleEndian(bytes) != Version)
            throw ByteSource.Damaged();
        var numbers = bytes[14..];
        return new ChunkHead(
            Whole(numbers, 0), Whole(numbers, 1),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[2..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[6..]),
            Real(numbers, 4), Real(numbers, 5), BinaryPrimitives.ReadInt32LittleEndian(bytes[10..]),
            Real(numbers, 6), Whole(numbers, 2), Real(numbers, 7), Whole(numbers, 3), Real(numbers, 8), Real(numbers, 9), Real(numbers, 10));
    }

    private static long Whole(ReadOnlySpan<byte> numbers, int index) => BinaryPrimitives.ReadInt64LittleEndian(numbers[(index * 8)..]);

    private static double Real(ReadOnlySpan<byte> numbers, int index) => BinaryPrimitives.ReadDoubleLittleEndian(numbers[(index * 8)..]);
}
