using System.Text;
using FactoryTwin.Fuzz.Server;
using FactoryTwin.Fuzz.V1;
using FactoryTwin.Fuzz.Wire;
using Google.Protobuf;

namespace FactoryTwin.Fuzz.Attacks;

/// <summary>How a caller takes its time.</summary>
/// <param name="What">Names it.</param>
/// <param name="Begin">What comes at once.</param>
/// <param name="Drip">What comes then, byte by byte and from the start again; empty where nothing does.</param>
internal sealed record SlowCase(string What, byte[] Begin, byte[] Drip);

/// <summary>All of them.</summary>
internal static class SlowCases
{
    private const string Watch = "/factorytwin.test.fuzz.v1.Probe/WatchThings";
    private const string Get = "/factorytwin.test.fuzz.v1.Probe/GetThing";

    private static readonly byte[] Large = Requests.Message(new Thing { Text = new string('a', 60_000), Count = 20 }.ToByteArray());

    public static SlowCase[] Http1(Addresses addresses)
    {
        var head = $"Host: a\r\nAuthorization: Bearer {addresses.UserToken}\r\n";
        return
        [
            new("nothing", [], []),
            new("a request line in drops", [], Text("GET /v1/sources?")),
            new("headers in drops", Text("GET /v1/sources HTTP/1.1\r\n" + head), Text("x: 1\r\n")),
            new("headers that stop", Text("GET /v1/sources HTTP/1.1\r\n" + head), []),
            new("a body in drops", Text("POST /v1/sources HTTP/1.1\r\n" + head + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"), Text(" ")),
            new("a body that stops", Text("POST /v1/probes/a:echo HTTP/1.1\r\n" + head + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"), []),
            new("chunks that stop", Text("PATCH /v1/probes/a HTTP/1.1\r\n" + head + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{"), []),
            new("a stream that stops", Text("POST /v1/sources/fuzz:import HTTP/1.1\r\n" + head + "Content-Type: text/csv\r\nContent-Length: 1000\r\n\r\ntime,value\n"), []),
            new("elements that stop", Text("POST /v1/probes:count HTTP/1.1\r\n" + head + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n[{},{"), []),
        ];
    }

    public static SlowCase[] Http2(Addresses addresses, bool byGateway)
    {
        byte[] Call(string path, int window, params byte[] body) =>
        [
            .. Frames.Preface, .. Frames.Settings((1, 0), (4, window)), .. Frames.Headers(1, Hpack.Encode(Requests.Grpc(path, addresses.UserToken, "2S")), endStream: false),
            .. body.Chunk(Frames.MaxPayload).SelectMany(part => Frames.Data(1, part, endStream: false)),
        ];
        SlowCase[] both =
        [
            new("a header block that stops", [.. Frames.Preface, .. Frames.ClientSettings, .. Frames.Frame(FrameType.Headers, 0, 1, Hpack.Encode([(":method", "POST")]))], []),
            new("a header block in drops", [.. Frames.Preface, .. Frames.ClientSettings, .. Frames.Frame(FrameType.Headers, 0, 1, Hpack.Encode([(":method", "POST")]))], Frames.Frame(FrameType.Continuation, 0, 1, [])),
            new("a request that stops", Call(Get, 65_535, [0, 0, 0, 0, 100, 1]), []),
            new("a request in drops", Call(Get, 65_535, [0, 0, 0, 0, 100, 1]), Frames.Data(1, [1], endStream: false)),
            new("the one request of a stream that stops", Call(Watch, 65_535, [0, 0, 0, 0, 100, 1]), []),
            new("a stream that is not read", [.. Call(Watch, 0, Large), .. Frames.Data(1, [], endStream: true)], []),
            new("an answer that is not read", [.. Call(Get, 0, Large), .. Frames.Data(1, [], endStream: true)], []),
        ];
        return byGateway ? [.. both, new("nothing", [], []), new("a preface that stops", Frames.Preface[..10].ToArray(), []), new("a frame that stops", [.. Frames.Preface, .. Frames.ClientSettings, 0, 0], [])] : both;
    }

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);
}
