using FactoryTwin.Fuzz.Inputs;
using FactoryTwin.Fuzz.Wire;

namespace FactoryTwin.Fuzz.Attacks;

/// <summary>Frames that break RFC 9113, or keep to it and are too many.</summary>
internal static class Http2Cases
{
    public static readonly IReadOnlyList<Http2Case> All =
    [
        new("no preface", Fate.Garbage, (random, _) => random.Bytes(random.Next(1, 2000))),
        new("another preface", Fate.Garbage, (random, _) => random.Of([Bytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), Bytes("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"), [0x16, 3, 1, 2, 0, 1, 0]])),
        new("frames that were sound", Fate.Garbage, (random, headers) => [.. Frames.Preface, .. Mutations.Damage(random, [.. Frames.ClientSettings, .. Sound(1, headers), .. Frames.Ping(1), .. Sound(3, headers)])]),
        new("random frames", Fate.Garbage, (random, _) => [.. Frames.Preface, .. Frames.ClientSettings, .. Enumerable.Range(0, random.Next(1, 30)).SelectMany(_ => Any(random))]),
        new("SETTINGS of a wrong length", Fate.Ends, (random, _) => Frames.Frame(FrameType.Settings, 0, 0, random.Bytes(random.Next(1, 6)))),
        new("SETTINGS on a stream", Fate.Ends, (_, _) => Frames.Frame(FrameType.Settings, 0, 1, [])),
        new("SETTINGS with values that cannot be", Fate.Ends, (random, _) => Frames.Settings(random.Of([(2, 7), (4, -1), (5, 1), (5, 1 << 24)]))),
        new("unknown SETTINGS", Fate.Legal, (random, _) => Frames.Settings((random.Next(100, 60000), random.Next()))),
        new("SETTINGS flood", Fate.Either, (_, _) => Repeat(2000, Frames.Settings((3, 100)))),
        new("PING of a wrong length", Fate.Ends, (random, _) => Frames.Frame(FrameType.Ping, 0, 0, random.Bytes(random.Next(8)))),
        new("PING flood", Fate.Either, (_, _) => Repeat(5000, Frames.Ping(7))),
        new("answers to PINGs that never were", Fate.Either, (_, _) => Repeat(100, Frames.Ping(7, ack: true))),
        new("RST_STREAM of a wrong length", Fate.Ends, (random, headers) => [.. Open(1, headers), .. Frames.Frame(FrameType.Reset, 0, 1, random.Bytes(random.Next(4)))]),
        new("RST_STREAM on an idle stream", Fate.Ends, (_, _) => Frames.Reset(99, 8)),
        new("rapid resets", Fate.Either, (random, headers) => [.. Enumerable.Range(0, random.Next(50, 600)).SelectMany(index => (byte[])[.. Open((index * 2) + 1, headers), .. Frames.Reset((index * 2) + 1, 8)])]),
        new("WINDOW_UPDATE of a wrong length", Fate.Ends, (random, _) => Frames.Frame(FrameType.WindowUpdate, 0, 0, random.Bytes(random.Next(4)))),
        new("WINDOW_UPDATE of zero", Fate.Ends, (_, _) => Frames.WindowUpdate(0, 0)),
        new("window overflow of the connection", Fate.Ends, (_, _) => Repeat(2, Frames.WindowUpdate(0, int.MaxValue))),
        new("window overflow of a stream", Fate.Either, (_, headers) => [.. Open(1, headers), .. Repeat(2, Frames.WindowUpdate(1, int.MaxValue))]),
        new("WINDOW_UPDATE flood", Fate.Either, (_, _) => Repeat(3000, Frames.WindowUpdate(0, 1))),
        new("PRIORITY of a wrong length", Fate.Either, (random, _) => Frames.Frame(FrameType.Priority, 0, 1, random.Bytes(random.Next(5)))),
        new("PRIORITY on itself", Fate.Either, (_, _) => Frames.Frame(FrameType.Priority, 0, 1, [0, 0, 0, 1, 0])),
        new("GOAWAY of a wrong length", Fate.Ends, (random, _) => Frames.Frame(FrameType.GoAway, 0, 0, random.Bytes(random.Next(8)))),
        new("PUSH_PROMISE by a client", Fate.Ends, (_, _) => Frames.Frame(FrameType.PushPromise, FrameFlag.EndHeaders, 1, [0, 0, 0, 2])),
        new("unknown frame types", Fate.Legal, (random, _) => [.. Enumerable.Range(0, random.Next(1, 200)).SelectMany(_ => Frames.Frame((byte)random.Next(0x20, 256), (byte)random.Next(256), random.Next(10), random.Bytes(random.Next(50))))]),
        new("a frame beyond the size agreed", Fate.Ends, (_, _) => Frames.Frame(FrameType.Data, 0, 1, new byte[Frames.MaxPayload + 1])),
        new("a frame that claims 16 MiB", Fate.Ends, (random, _) => Frames.Frame((byte)random.Next(10), 0, 1, [1, 2, 3], (1 << 24) - 1)),
        new("DATA on stream 0", Fate.Ends, (_, _) => Frames.Data(0, [1], endStream: false)),
        new("DATA on an idle stream", Fate.Ends, (_, _) => Frames.Data(5, [1], endStream: false)),
        new("DATA after END_STREAM", Fate.Either, (_, headers) => [.. Sound(1, headers), .. Frames.Data(1, [1, 2, 3], endStream: false)]),
        new("DATA of no length, many", Fate.Either, (_, headers) => [.. Open(1, headers), .. Repeat(10_000, Frames.Data(1, [], endStream: false))]),
        new("padding beyond the frame", Fate.Ends, (_, headers) => [.. Open(1, headers), .. Frames.Frame(FrameType.Data, FrameFlag.Padded, 1, [200, 1, 2])]),
        new("padding and nothing else", Fate.Either, (_, headers) => [.. Open(1, headers), .. Repeat(2000, Frames.Frame(FrameType.Data, FrameFlag.Padded, 1, [3, 0, 0, 0]))]),
        new("an even stream", Fate.Ends, (_, headers) => Open(2, headers)),
        new("a stream before the last", Fate.Ends, (_, headers) => [.. Sound(9, headers), .. Open(3, headers)]),
        new("half-open streams", Fate.Legal, (random, headers) => [.. Enumerable.Range(0, random.Next(1, 90)).SelectMany(index => (byte[])[.. Open((index * 2) + 1, headers), .. Frames.Data((index * 2) + 1, [0, 0, 0], endStream: false)])]),
        new("more streams than allowed", Fate.Either, (_, headers) => [.. Enumerable.Range(0, 1500).SelectMany(index => Open((index * 2) + 1, headers))]),
        new("a content-length that lies", Fate.Either, (random, headers) => [.. Open(1, [.. headers, ("content-length", random.Of(["0", "3", "99999999999", "-1", "x", ""]))]), .. Frames.Data(1, Requests.Message([]), endStream: true)]),
    ];

    public static byte[] Open(int stream, IEnumerable<(string Name, string Value)> headers) => Frames.LongHeaders(stream, Hpack.Encode(headers), endStream: false);

    public static byte[] Sound(int stream, IEnumerable<(string Name, string Value)> headers) => [.. Open(stream, headers), .. Frames.Data(stream, Requests.Message([]), endStream: true)];

    public static byte[] Repeat(int times, byte[] bytes) => [.. Enumerable.Repeat(bytes, times).SelectMany(each => each)];

    private static byte[] Any(Random random) => Frames.Frame(
        (byte)random.Next(11), (byte)random.Next(256), random.Of([0, 1, 1, 2, 3, 5, int.MaxValue, -1]), random.Bytes(random.Next(60)), random.Percent(90) ? null : random.Next(1 << 24));

    private static byte[] Bytes(string text) => System.Text.Encoding.ASCII.GetBytes(text);
}
