using System.IO.Compression;
using FactoryTwin.Fuzz.Inputs;
using FactoryTwin.Fuzz.V1;
using FactoryTwin.Fuzz.Wire;
using Google.Protobuf;
using static FactoryTwin.Fuzz.Attacks.Http2Cases;

namespace FactoryTwin.Fuzz.Attacks;

/// <summary>What a hostile server sends to a client that called it on stream 1.</summary>
internal static class HostileAnswers
{
    private static readonly (string, string)[] Ok = [(":status", "200"), ("content-type", "application/grpc")];

    private static readonly byte[] Thing = Requests.Message(new Thing { Name = "probes/a", Text = "answer" }.ToByteArray());

    private static readonly byte[] Bomb = Zip(new byte[64 << 20]);

    public static readonly IReadOnlyList<(string What, Func<Random, byte[]> Make)> All =
    [
        ("a sound answer", _ => Answer(Ok, Thing, ("grpc-status", "0"))),
        ("nothing", _ => []),
        ("random bytes", random => random.Bytes(random.Next(1, 3000))),
        ("HTTP/1.1", _ => System.Text.Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")),
        ("no trailers", _ => [.. Start, .. Frames.Headers(1, Hpack.Encode(Ok), endStream: false), .. Frames.Data(1, Thing, endStream: true)]),
        ("headers and no end", _ => [.. Start, .. Frames.Headers(1, Hpack.Encode(Ok), endStream: false)]),
        ("statuses", random => Answer(Ok, Thing, ("grpc-status", random.Of(["", " ", "x", "-1", "17", "99", "2147483648", "99999999999999999999", "0x0", "1.0", "00", " 0", "\u00ff"])))),
        ("a status twice", random => Answer(Ok, Thing, ("grpc-status", "0"), ("grpc-status", random.Of(["0", "13", "x"])))),
        ("messages of a status", random => Answer(Ok, [], ("grpc-status", "3"), ("grpc-message", random.Of(["%", "%z", "%zz", "%ff%fe", "%F0%9F", "%00", "%0d%0a", "\u00ff\u00fe", new string('%', 5000), new string('a', 20_000), "%25%25", "%e2%82"])))),
        ("details of a status", random => Answer(Ok, [], ("grpc-status", "3"), ("grpc-status-details-bin", random.Of(["", "%%%", "A", "AAAA", "////", "CAMS", new string('A', 8000), Convert.ToBase64String(random.Bytes(50))])))),
        ("HTTP statuses", random => Answer([(":status", random.Of(["99", "100", "101", "103", "204", "205", "301", "304", "400", "418", "429", "500", "503", "599", "600", "999", "x", "", "20", "2000", "-1"])), ("content-type", "text/html")], [], ("x", "1"))),
        ("content types", random => Answer([(":status", "200"), ("content-type", random.Of(["", "text/html", "application/grpc+json", "application/grpc-web", ";", "application/grpc;;", "\u00ff"]))], Thing, ("grpc-status", "0"))),
        ("encodings", random => Answer([.. Ok, ("grpc-encoding", random.Of(["br", "", "x", "gzip, gzip", "GZIP", "identity"]))], Requests.Message(random.Bytes(10), 1), ("grpc-status", "0"))),
        ("a gzip bomb", _ => Answer([.. Ok, ("grpc-encoding", "gzip")], Requests.Message(Bomb, 1), ("grpc-status", "0"))),
        ("damaged gzip", random => Answer([.. Ok, ("grpc-encoding", "gzip")], Requests.Message(Mutations.Damage(random, Bomb.AsSpan(0, 200)), 1), ("grpc-status", "0"))),
        ("a length beyond the limit", random => Answer(Ok, Requests.Message([1, 2, 3], length: (uint)random.NextInt64(4_194_305, 1L << 32)), ("grpc-status", "0"))),
        ("a message cut", _ => Answer(Ok, Thing[..^3], ("grpc-status", "0"))),
        ("several messages", random => Answer(Ok, Repeat(random.Next(2, 3000), Requests.Message([8, 1])), ("grpc-status", "0"))),
        ("no message", _ => Answer(Ok, [], ("grpc-status", "0"))),
        ("damaged messages", random => Answer(Ok, Requests.Message(Short(ProtobufDamage.Of(random, MessageMaker.Make(random, V1.Thing.Descriptor)).Bytes)), ("grpc-status", "0"))),
        ("metadata", random => Answer([.. Ok, ("x-bin", random.Of(["%%%", "A", ",", "AAAA,B"])), ("x", new string('a', 5000)), ("x y", "1"), ("", "1")], Thing, ("grpc-status", "0"))),
        ("very many headers", random => [.. Start, .. Frames.LongHeaders(1, Hpack.Encode([.. Ok, .. Enumerable.Range(0, random.Next(100, 20_000)).Select(index => ($"x-{index}", "1"))]), endStream: false), .. Frames.Data(1, Thing, endStream: true)]),
        ("headers without end", _ => [.. Start, .. Frames.Frame(FrameType.Headers, 0, 1, Hpack.Encode(Ok)), .. Repeat(500, Frames.Frame(FrameType.Continuation, 0, 1, Hpack.Encode([("x", new string('a', 8000))])))]),
        ("trailers before data", _ => [.. Start, .. Frames.Headers(1, Hpack.Encode([.. Ok, ("grpc-status", "0")]), endStream: true), .. Frames.Data(1, Thing, endStream: true)]),
        ("data before headers", _ => [.. Start, .. Frames.Data(1, Thing, endStream: false), .. Frames.Headers(1, Hpack.Encode(Ok), endStream: false)]),
        ("informational headers, many", _ => [.. Start, .. Repeat(2000, Frames.Headers(1, Hpack.Encode([(":status", "103")]), endStream: false)), .. Answer(Ok, Thing, ("grpc-status", "0"))[Start.Length..]]),
        ("empty DATA, many", _ => [.. Start, .. Frames.Headers(1, Hpack.Encode(Ok), endStream: false), .. Repeat(20_000, Frames.Data(1, [], endStream: false))]),
        ("PINGs and SETTINGS, many", _ => [.. Start, .. Repeat(3000, Frames.Ping(1)), .. Repeat(1000, Frames.Settings((3, 1)))]),
        ("a reset", random => [.. Start, .. Frames.Headers(1, Hpack.Encode(Ok), endStream: false), .. Frames.Reset(1, random.Next(-1, 20))]),
        ("a reset at once", random => [.. Start, .. Frames.Reset(1, random.Next(0, 14))]),
        ("a farewell", random => [.. Start, .. Frames.Frame(FrameType.GoAway, 0, 0, [.. Frames.Number(random.Of([0, 1, int.MaxValue])), .. Frames.Number(random.Next(15)), .. random.Bytes(random.Next(50))])]),
        ("a push", _ => [.. Start, .. Frames.Frame(FrameType.PushPromise, FrameFlag.EndHeaders, 1, [0, 0, 0, 2, .. Hpack.Encode(Ok)])]),
        ("settings that leave no room", _ => [.. Frames.Settings((3, 0), (4, 0), (6, 0)), .. Answer(Ok, Thing, ("grpc-status", "0"))[Start.Length..]]),
        ("frames of any kind", random => [.. Start, .. Enumerable.Range(0, random.Next(1, 30)).SelectMany(_ => Frames.Frame((byte)random.Next(11), (byte)random.Next(256), random.Of([0, 1, 1, 3]), random.Bytes(random.Next(40))))]),
        ("a broken header block", random => [.. Start, .. Frames.Headers(1, random.Bytes(random.Next(1, 60)), endStream: false)]),
    ];

    private static byte[] Start => Frames.Settings((3, 100));

    private static byte[] Answer((string, string)[] headers, byte[] body, params (string, string)[] trailers) =>
    [
        .. Start, .. Frames.LongHeaders(1, Hpack.Encode(headers), endStream: false),
        .. body.Chunk(Frames.MaxPayload).SelectMany(part => Frames.Data(1, part, endStream: false)), .. Frames.LongHeaders(1, Hpack.Encode(trailers), endStream: true),
    ];

    private static byte[] Short(byte[] bytes) => bytes.Length > 60_000 ? bytes[..60_000] : bytes;

    private static byte[] Zip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return target.ToArray();
    }
}
