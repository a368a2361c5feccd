namespace FactoryTwin.Storage.Histories.Coding;

/// <summary>
/// Rising times: the first in full, then the steps, counted in their greatest common divisor. A steady pace costs two bytes for 128
/// samples, whatever it is; jitter of milliseconds costs the bits of its spread in milliseconds.
/// </summary>
internal static class TimeCoding
{
    public static void Write(ByteSink sink, ReadOnlySpan<Row> rows)
    {
        sink.Fixed(rows[0].Time);
        var steps = new long[rows.Length - 1];
        var unit = 0L;
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = rows[i + 1].Time - rows[i].Time;
            unit = Divisor(steps[i], unit);
        }
        sink.Unsigned((ulong)unit);
        for (var i = 0; i < steps.Length; i++)
            steps[i] /= unit;
        IntegerBlocks.Write(sink, steps);
    }

    public static void Read(ref ByteSource source, Span<long> times)
    {
        times[0] = source.Fixed();
        var unit = unchecked((long)source.Unsigned());
        IntegerBlocks.Read(ref source, times[1..]);
        for (var i = 1; i < times.Length; i++)
            times[i] = unchecked(times[i - 1] + (times[i] * unit));
    }

    private static long Divisor(long a, long b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }
}
