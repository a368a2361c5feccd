namespace FactoryTwin.Storage.Histories.Coding;

/// <summary>
/// Samples of one series, ordered by time, as few bytes: version, count, times, values, qualities. What comes out is what went in, bit
/// for bit. Bytes of another version or damaged ones are <see cref="InvalidDataException"/>, never wrong samples of a wrong number.
/// </summary>
public static class ChunkCodec
{
    /// <summary>Most samples in one chunk.</summary>
    public const int MostRows = 4096;

    private const byte Version = 1;
    private const byte Xor = 0, Numbers = 1, Steps = 2;

    /// <summary>Encodes rows of rising times, 1 to <see cref="MostRows"/>.</summary>
    public static byte[] Encode(ReadOnlySpan<Row> rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Length, 1, nameof(rows));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Length, MostRows, nameof(rows));
        var sink = new ByteSink();
        sink.Byte(Version);
        sink.Unsigned((ulong)rows.Length);
        TimeCoding.Write(sink, rows);
        WriteValues(sink, rows);
        QualityCoding.Write(sink, rows);
        return sink.Written.ToArray();
    }

    /// <summary>Decodes what <see cref="Encode"/> wrote.</summary>
    public static Row[] Decode(ReadOnlySpan<byte> bytes)
    {
        var source = new ByteSource(bytes);
        if (source.Byte() != Version)
            throw ByteSource.Damaged();
        var rows = new Row[source.Count(MostRows)];
        if (rows.Length == 0)
            throw ByteSource.Damaged();
        Span<long> times = new long[rows.Length];
        Span<double> values = new double[rows.Length];
        Span<int> qualities = new int[rows.Length];
        TimeCoding.Read(ref source, times);
        ReadValues(ref source, values);
        QualityCoding.Read(ref source, qualities);
        if (!source.IsAtEnd)
            throw ByteSource.Damaged();
        for (var i = 0; i < rows.Length; i++)
            rows[i] = new Row(times[i], values[i], qualities[i]);
        return rows;
    }

    private static void WriteValues(ByteSink sink, ReadOnlySpan<Row> rows)
    {
        var numbers = new long[rows.Length];
        if (!DecimalCoding.TryScale(rows, numbers, out var places))
        {
            sink.Byte(Xor);
            XorCoding.Write(sink, rows);
            return;
        }
        var plain = new ByteSink();
        IntegerBlocks.Write(plain, numbers);
        for (var i = numbers.Length - 1; i > 0; i--)
            numbers[i] -= numbers[i - 1];
        var steps = new ByteSink();
        steps.Signed(numbers[0]);
        IntegerBlocks.Write(steps, numbers.AsSpan(1));
        var (kind, smaller) = steps.Length < plain.Length ? (Steps, steps) : (Numbers, plain);
        sink.Byte((byte)(kind | (places << 2)));
        sink.Bytes(smaller.Written);
    }

    private static void ReadValues(ref ByteSource source, Span<double> values)
    {
        var head = source.Byte();
        var (kind, places) = (head & 3, head >> 2);
        if (kind == Xor)
        {
            XorCoding.Read(ref source, values);
            return;
        }
        if (kind > Steps || places > DecimalCoding.MostPlaces)
            throw ByteSource.Damaged();
        Span<long> numbers = new long[values.Length];
        if (kind == Numbers)
        {
            IntegerBlocks.Read(ref source, numbers);
        }
        else
        {
            numbers[0] = source.Signed();
            IntegerBlocks.Read(ref source, numbers[1..]);
            for (var i = 1; i < numbers.Length; i++)
                numbers[i] = unchecked(numbers[i] + numbers[i - 1]);
        }
        for (var i = 0; i < values.Length; i++)
            values[i] = DecimalCoding.Value(numbers[i], places);
    }
}
