namespace FactoryTwin.Storage.Histories.Coding;

/// <summary>
/// What instruments report is mostly a decimal number of few places: then value = number / 10^places, exactly, and the whole numbers
/// or their steps fit into few bits. A chunk is written so only where every value comes back bit for bit.
/// </summary>
internal static class DecimalCoding
{
    public const int MostPlaces = 9;
    private const double MostWhole = 9_007_199_254_740_991; // 2^53 - 1: beyond it a double no longer holds every whole number
    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

    /// <summary>The whole numbers of the values with the fewest decimal places that hold them all; false where there are none.</summary>
    public static bool TryScale(ReadOnlySpan<Row> rows, Span<long> numbers, out int places)
    {
        for (places = 0; places <= MostPlaces; places++)
        {
            if (TryScale(rows, numbers, Powers[places]))
                return true;
        }
        return false;
    }

    public static double Value(long number, int places) => number / Powers[places];

    private static bool TryScale(ReadOnlySpan<Row> rows, Span<long> numbers, double power)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var whole = Math.Round(rows[i].Value * power);
            if (!(Math.Abs(whole) <= MostWhole))
                return false;
            numbers[i] = (long)whole;
            if (BitConverter.DoubleToInt64Bits(numbers[i] / power) != BitConverter.DoubleToInt64Bits(rows[i].Value))
                return false;
        }
        return true;
    }
}
