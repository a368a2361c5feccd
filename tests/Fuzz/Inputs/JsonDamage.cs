using System.Text;
using System.Text.RegularExpressions;
using Google.Protobuf;

namespace FactoryTwin.Fuzz.Inputs;

/// <summary>JSON bodies: a sound one made from a message, and what can be done to it.</summary>
internal static partial class JsonDamage
{
    private static readonly string[] Values =
    [
        "null", "true", "0", "-0", "1e400", "-1e400", "1e-400", "123456789012345678901234567890", "1.0", "0.1e1", "01", "+1", ".5", "1.", "NaN", "Infinity", "\"NaN\"", "\"-Infinity\"", "\"1e5\"", "\" 1\"",
        "\"\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\\x\"", "\"\\u12\"", "[]", "{}", "[[]]", "[null]", "[1,\"a\",{}]", "{\"\":1}", "{\"@type\":1}", "{\"@type\":\"x/y\"}", "{\"@type\":\"type.googleapis.com/google.protobuf.Any\",\"value\":{}}",
        "\"2026-13-01T00:00:00Z\"", "\"2026-01-01T24:00:00Z\"", "\"0001-01-01T00:00:00Z\"", "\"10000-01-01T00:00:00Z\"", "\"2026-01-01T00:00:00+99:99\"", "\"2026-01-01T00:00:00.1234567891Z\"", "\"1s\"", "\"-1.5s\"", "\"1e3s\"", "\"999999999999s\"", "\"a,,b\"", "\"A_b\"",
        "\"KIND_NONE\"", "99999", "\"!!\"", "\"YQ\"", "\"YQ==\"", "\"Y-_\"",
    ];

    /// <summary>A body that a caller could mean.</summary>
    public static string Sound(IMessage message)
    {
        try
        {
            return JsonFormatter.Default.Format(message);
        }
        catch (InvalidOperationException)
        {
            // What has no JSON form cannot be asked for by JSON either.
            return "{}";
        }
    }

    public static (string What, byte[] Bytes) Of(Random random, IMessage message)
    {
        var sound = Sound(message);
        return random.Next(16) switch
        {
            0 => ("not UTF-8", [.. Encoding.UTF8.GetBytes(sound[..^1]), .. random.Of<byte[]>([[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80]]), (byte)'}']),
            1 => ("with a byte order mark", [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(sound)]),
            2 => ("UTF-16", Encoding.Unicode.GetBytes(sound)),
            3 => ("arrays one in the other", Repeat("[", random.Next(1, 100_000))),
            4 => ("objects one in the other", Repeat("{\"part\":", random.Next(1, 20_000))),
            5 => ("objects one in the other, closed", Encoding.UTF8.GetBytes(Nested(random.Next(1, 200)))),
            6 => ("a field twice", Encoding.UTF8.GetBytes(sound.Insert(1, First(sound)))),
            7 => ("unknown fields", Encoding.UTF8.GetBytes("{\"nothing\":1," + sound[1..])),
            8 => ("a number of many digits", Encoding.UTF8.GetBytes($"{{\"number\":{new string('9', random.Next(1, 50_000))},\"real\":1e{random.Next()}}}")),
            9 => ("something behind the end", Encoding.UTF8.GetBytes(sound + random.Of(["x", "{}", "]", "\0", ",", "//c"]))),
            10 => ("another value", Encoding.UTF8.GetBytes(random.Of(Values))),
            11 or 12 or 13 => ("other values", Encoding.UTF8.GetBytes(Member().Replace(sound, match => random.Percent(50) ? match.Groups["name"].Value + random.Of(Values) : match.Value))),
            14 => ("empty or blank", Encoding.UTF8.GetBytes(random.Of(["", " ", "\n", "null", "\ufeff"]))),
            _ => ("damaged anywhere", Mutations.Damage(random, Encoding.UTF8.GetBytes(sound))),
        };
    }

    private static byte[] Repeat(string text, int times) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, times)));

    private static string Nested(int times) => string.Concat(Enumerable.Repeat("{\"part\":", times)) + "{}" + new string('}', times);

    private static string First(string sound) => Member().Match(sound) is { Success: true } match ? match.Value + "," : "\"name\":\"\",\"name\":\"\",";

    /// <summary>A name with its scalar value.</summary>
    [GeneratedRegex("""(?<name>"[A-Za-z0-9_]+": )("[^"\\]*"|-?[0-9.eE+-]+|true|false|null)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Member();
}
