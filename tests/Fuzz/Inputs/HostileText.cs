using System.Globalization;

namespace FactoryTwin.Fuzz.Inputs;

/// <summary>Values that break programs which did not think of them.</summary>
internal static class HostileText
{
    public static readonly string[] Names =
    [
        "probes/a", "sources/fuzz", "sources/none", "points/fuzz-point", "priceSeries/fuzz", "machines/fuzz", "machines/fuzz/orders/1", "machines/fuzz/plans/-",
        "assets/site", "faults/x", "directory/services/probe", "sources/fuzz/rawBatches/1", "fuzz", "-", "*", "**",
    ];

    private static readonly string[] Texts =
    [
        "", " ", "\t", "\n", "a\r\nb", "\0", "\u0001", "\u007f", "\u0085", "\u2028", "\ufeff", "\ufffd", "\ufffe", "𝄞", "e\u0301", "\u202eabc", "İ", "ﬃ", "用户",
        "'", "\"", "\\", "`", "<script>", "';DROP TABLE documents;--", "%", "%00", "%zz", "%2F", "%252F", "../../etc/passwd", "..", ".", "/", "//", "a//b", "a/", "/a", ":", "a:b", "a:", "?x", "#x",
        "{0}", "{Subject}", "${jndi:x}", "%s%n", "null", "true", "NaN", "Infinity", "-Infinity", "undefined", "[]", "{}", "0x10", "1e999", "-0",
        "2026-02-30T00:00:00Z", "2026-01-01T00:00:00", "0000-00-00T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "-1s", "1.0000000001s", "315576000001s",
        "Europe/Berlin", "America/New_York", "Nowhere/Nowhere", "EUR", "eur", "mol%",
        "value = ", "a = \"b", "(", ")", "((((((((((", "NOT", "a AND", "a = 1 OR", "name:*", "name = \"*\"", "-a = 1", "name != 'x'", "asset_class = \"x\" AND", "a.b.c = 1", "name desc", "name desc desc", ",,",
        "AA", "AAAA", "_____", "====", "AQAAAAAAAAAA", "eyJhbGciOiJub25lIn0.e30.", "display_name,owner", "displayName", "a.b.c", "*", "source.name",
        "W/\"x\"", "\"x\"", "\"x", "bytes=0-1", "bytes=9-1", "bytes=-", "text/html;q=9", "a/b;c=\"d", "-1", "18446744073709551616",
    ];

    private static readonly double[] Reals =
        [0, -0.0, 1, -1, 0.1, 1e-300, double.Epsilon, double.MaxValue, double.MinValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 4503599627370497.5, 1e18];

    private static readonly long[] Wholes =
    [
        0, 1, -1, 2, 10, 100, 1000, 1001, 65536, int.MaxValue, int.MinValue, uint.MaxValue, (long)int.MaxValue + 1, long.MaxValue, long.MinValue, long.MaxValue - 1,
        253402300799, 253402300800, -62135596800, -62135596801, 315576000000, 315576000001, 999_999_999, 1_000_000_000, 1_780_000_000,
    ];

    /// <summary>Mostly short; a few are long.</summary>
    public static string Text(Random random) => random.Next(40) switch
    {
        0 => new string(random.Of(["a", "/", "\"", "é", "(", "."])[0], random.Next(1, 20_000)),
        1 => string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => (char)random.Next(1, 0xd800))),
        < 5 => random.Of(Texts) + random.Of(Texts),
        < 20 => random.Of(Names),
        _ => random.Of(Texts),
    };

    public static double Real(Random random) => random.Percent(80) ? random.Of(Reals) : BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));

    public static long Whole(Random random) => random.Percent(80) ? random.Of(Wholes) : random.NextInt64(long.MinValue, long.MaxValue);

    /// <summary>A whole number of 32 bits; sizes and counts that a handler would act on stay as they come.</summary>
    public static int Small(Random random) => unchecked((int)Whole(random));

    /// <summary>Any value as a caller would write it into a query.</summary>
    public static string Value(Random random) => random.Next(4) switch
    {
        0 => Whole(random).ToString(CultureInfo.InvariantCulture),
        1 => Real(random).ToString("R", CultureInfo.InvariantCulture),
        _ => Text(random),
    };
}
