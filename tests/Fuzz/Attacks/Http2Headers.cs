using FactoryTwin.Fuzz.Inputs;
using FactoryTwin.Fuzz.Wire;
using static FactoryTwin.Fuzz.Attacks.Http2Cases;

namespace FactoryTwin.Fuzz.Attacks;

/// <summary>Header blocks: broken HPACK (RFC 7541), headers that HTTP/2 forbids, and far too many or too large ones.</summary>
internal static class Http2Headers
{
    private const int Million = 1_000_000;

    public static readonly IReadOnlyList<Http2Case> All =
    [
        new("HPACK index 0", Fate.EndsWithAnyCode, (_, _) => Frames.Headers(1, [0x80], endStream: true)),
        new("HPACK index beyond the tables", Fate.Ends, (_, _) => Frames.Headers(1, [0xff, 0x7f], endStream: true)),
        new("HPACK integer without end", Fate.Ends, (random, _) => Frames.Headers(1, [0xff, .. Enumerable.Repeat((byte)0xff, random.Next(5, 100))], endStream: true)),
        new("HPACK text beyond the block", Fate.Ends, (_, _) => Frames.Headers(1, [0x00, 0x7f, 0x80, 0x01, 1, 2], endStream: true)),
        new("HPACK broken Huffman code", Fate.Ends, (_, _) => Frames.Headers(1, [0x00, 0x84, 0xff, 0xff, 0xff, 0xff, 0x01, 0x61], endStream: true)),
        new("HPACK table larger than allowed", Fate.Ends, (_, _) => Frames.Headers(1, [0x3f, 0xff, 0xff, 0x7f, 0x82], endStream: true)),
        new("HPACK random", Fate.Either, (random, _) => Frames.Headers(1, random.Bytes(random.Next(1, 200)), endStream: true)),
        new("CONTINUATION without HEADERS", Fate.Ends, (_, _) => Frames.Frame(FrameType.Continuation, FrameFlag.EndHeaders, 1, [0x82])),
        new("another frame within a header block", Fate.Ends, (_, headers) => [.. Frames.Frame(FrameType.Headers, 0, 1, Hpack.Encode(headers)), .. Frames.Ping(1)]),
        new("another stream within a header block", Fate.Ends, (_, headers) => [.. Frames.Frame(FrameType.Headers, 0, 1, Hpack.Encode(headers)), .. Frames.Frame(FrameType.Continuation, 4, 3, [])]),
        new("CONTINUATION flood, empty", Fate.Ends, (_, headers) => [.. Frames.Frame(FrameType.Headers, 0, 1, Hpack.Encode(headers)), .. Repeat(20_000, Frames.Frame(FrameType.Continuation, 0, 1, [])), .. Frames.Ping(1)]),
        new("CONTINUATION flood", Fate.Ends, (_, headers) => [.. Frames.Frame(FrameType.Headers, 0, 1, Hpack.Encode(headers)), .. Repeat(300, Frames.Frame(FrameType.Continuation, 0, 1, Hpack.Encode([("x-a", new string('a', 8000))])))]),
        new("a million indexed headers", Fate.Either, (_, headers) => Frames.LongHeaders(1, [.. Hpack.Encode(headers), .. Enumerable.Repeat((byte)0x90, Million)], endStream: true)),
        new("very many headers", Fate.Either, (random, headers) => Frames.LongHeaders(1, Hpack.Encode([.. headers, .. Enumerable.Range(0, random.Next(101, 50_000)).Select(index => ($"x-{index}", "1"))]), endStream: true)),
        new("a huge header", Fate.Either, (random, headers) => Frames.LongHeaders(1, Hpack.Encode([.. headers, ("x-huge", new string('a', random.Of([8_000, 33_000, 100_000, 1 << 20])))]), endStream: true)),
        new("a huge name", Fate.Either, (_, headers) => Frames.LongHeaders(1, Hpack.Encode([.. headers, (new string('a', 40_000), "1")]), endStream: true)),
        new("a huge path", Fate.Either, (random, headers) => Frames.LongHeaders(1, Hpack.Encode(With(headers, ":path", "/" + new string('a', random.Of([5_000, 9_000, 40_000, 1 << 20])))), endStream: true)),
        new("a dynamic table that is filled and used", Fate.Either, (_, headers) => Frames.LongHeaders(1, [.. Hpack.Encode(headers), 0x40, 1, (byte)'x', 0x7f, 0xa1, 0x1e, .. new byte[4000].Select(_ => (byte)'a'), .. Enumerable.Repeat((byte)0xbe, 15_000)], endStream: true)),
        new("an upper-case name", Fate.Either, (_, headers) => Sound(1, [.. headers, ("X-Upper", "1")])),
        new("a pseudo-header after the others", Fate.Either, (_, headers) => Sound(1, [.. headers, (":path", "/")])),
        new("a pseudo-header twice", Fate.Either, (_, headers) => Sound(1, [(":method", "GET"), .. headers])),
        new("an unknown pseudo-header", Fate.Either, (_, headers) => Sound(1, [(":x", "1"), .. headers])),
        new("a response's pseudo-header", Fate.Either, (_, headers) => Sound(1, [(":status", "200"), .. headers])),
        new("a pseudo-header missing", Fate.Either, (random, headers) => Sound(1, headers.Where(header => header.Name != random.Of([":method", ":path", ":scheme"])))),
        new("a pseudo-header that says nonsense", Fate.Either, (random, headers) => Sound(1, With(headers, random.Of([":method", ":path", ":scheme", ":authority"]), random.Of(["", " ", "\0", "\r\n", "*", "x y", "\u00ff", "http://a/b", "a@b", "../..", "/%00"])))),
        new("headers of HTTP/1.1", Fate.Either, (random, headers) => Sound(1, [.. headers, random.Of([("connection", "close"), ("transfer-encoding", "chunked"), ("keep-alive", "1"), ("upgrade", "h2c"), ("te", "gzip"), ("proxy-connection", "x")])])),
        new("characters that no header may have", Fate.Either, (random, headers) => Sound(1, [.. headers, ("x-a", random.Of(["a\0b", "a\rb", "a\nb", "a\r\nx-b: 1", "\u0001", "\u007f", "\u00ff\u00fe", " a ", "\t"]))])),
        new("names that no header may have", Fate.Either, (random, headers) => Sound(1, [.. headers, (random.Of(["", " ", "a b", "a\0", "a:b", "a\r\n", "\u00e9", "("]), "1")])),
        new("a header many times", Fate.Either, (random, headers) => Sound(1, [.. headers, .. Enumerable.Repeat((random.Of(["grpc-timeout", "content-type", "authorization", "content-length", "grpc-encoding", "te", "cookie", "host"]), "1"), 20)])),
        new("trailers before the data", Fate.Either, (_, headers) => [.. Open(1, headers), .. Frames.Headers(1, Hpack.Encode([("x-trailer", "1")]), endStream: false), .. Frames.Data(1, Requests.Message([]), endStream: true)]),
        new("trailers and data after them", Fate.Either, (_, headers) => [.. Open(1, headers), .. Frames.Headers(1, Hpack.Encode([("x-trailer", "1")]), endStream: true), .. Frames.Data(1, Requests.Message([]), endStream: true)]),
        new("pseudo-headers in trailers", Fate.Either, (_, headers) => [.. Open(1, headers), .. Frames.Data(1, Requests.Message([]), endStream: false), .. Frames.Headers(1, Hpack.Encode([(":path", "/")]), endStream: true)]),
        new("headers that depend on their own stream", Fate.Either, (_, headers) => Frames.Frame(FrameType.Headers, FrameFlag.EndHeaders | FrameFlag.Priority | FrameFlag.EndStream, 1, [0, 0, 0, 1, 16, .. Hpack.Encode(headers)])),
    ];

    private static List<(string Name, string Value)> With(List<(string Name, string Value)> headers, string name, string value) =>
        [.. headers.Select(header => header.Name == name ? (name, value) : header)];
}
