using System.Text;
using FactoryTwin.Fuzz.Inputs;
using FactoryTwin.Fuzz.Runs;
using FactoryTwin.Fuzz.Verdicts;
using FactoryTwin.Fuzz.Wire;

namespace FactoryTwin.Fuzz.Attacks;

/// <summary>Text of HTTP/1.1 at the gateway's door, each case on a connection of its own.</summary>
internal sealed class Http1Attack : IAttack
{
    private const string Get = "GET /v1/developmentUsers HTTP/1.1\r\nHost: a\r\n";

    /// <summary>What is half a request waits for its other half: it is left after this time.</summary>
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(150);

    private static readonly (string What, Func<Random, byte[]> Make)[] Cases =
    [
        ("random bytes", random => random.Bytes(random.Next(1, 3000))),
        ("a damaged request", random => Mutations.Damage(random, Text(Get + "Accept: */*\r\nContent-Length: 2\r\n\r\n{}"))),
        ("request lines", random => Text(random.Of(["GET", "GET /", "GET / HTTP/9.9", "GET / HTTP/1.1 x", "get / http/1.1", "\0 / HTTP/1.1", " GET / HTTP/1.1", "GET  /  HTTP/1.1", "GET /\t HTTP/1.1", "GET x HTTP/1.1", "GET * HTTP/1.1", "OPTIONS * HTTP/1.1", "CONNECT a:1 HTTP/1.1", "GET http://b/v1 HTTP/1.1", "GET http://[::1 HTTP/1.1", "GET /\u00ff HTTP/1.1", "PRI * HTTP/2.0"]) + "\r\nHost: a\r\n\r\n")),
        ("a long request line", random => Text("GET /" + new string('a', random.Of([7000, 9000, 100_000, 1 << 20])) + " HTTP/1.1\r\nHost: a\r\n\r\n")),
        ("a long query", random => Text("GET /v1/sources?" + new string('a', random.Of([7000, 9000, 100_000])) + " HTTP/1.1\r\nHost: a\r\n\r\n")),
        ("many headers", random => Text(Get + string.Concat(Enumerable.Range(0, random.Of([90, 200, 100_000])).Select(index => $"x{index}: 1\r\n")) + "\r\n")),
        ("a huge header", random => Text(Get + "X: " + new string('a', random.Of([8_000, 40_000, 1 << 20])) + "\r\n\r\n")),
        ("headers", random => Text(Get + random.Of(["X\r\n", ": 1\r\n", " X: 1\r\n", "X : 1\r\n", "X: 1\r\n 2\r\n", "X: \0\r\n", "X: \u0001\r\n", "X\0: 1\r\n", "X: 1\rY: 2\r\n", "X: 1\nY: 2\n", "Host: b\r\n", "(: 1\r\n", "\u00e9: 1\r\n", ":method: GET\r\n"]) + "\r\n")),
        ("hosts", random => Text("GET /v1/developmentUsers HTTP/1.1\r\n" + random.Of(["", "Host:\r\n", "Host: a b\r\n", "Host: a/b\r\n", "Host: [::1\r\n", "Host: a:99999999\r\n", "Host: \u00ff\r\n", "Host: a\r\nHost: a\r\n"]) + "\r\n")),
        ("lengths", random => Text("POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + random.Of(["Content-Length: -1", "Content-Length: x", "Content-Length: 1\r\nContent-Length: 2", "Content-Length: 99999999999999999999", "Content-Length: 99999999999", "Content-Length: 1, 1", "Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: x", "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: gzip, chunked", "Content-Length: +2", "Content-Length: 2 "]) + "\r\n\r\n{}")),
        ("chunks", random => Text("POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + random.Of(["x\r\n", "-1\r\n", "ffffffffffffffff\r\n", "7fffffff\r\n{}", "2\r\n{}x\r\n0\r\n\r\n", "2;" + new string('a', 100_000) + "\r\n{}\r\n0\r\n\r\n", "2\n{}\n0\n\n", "02\r\n{}\r\n00\r\n\r\n", "0\r\n" + string.Concat(Enumerable.Repeat("X: 1\r\n", 5000)) + "\r\n", "2\r\n{}\r\n0\r\nContent-Length: 9\r\n\r\n", string.Concat(Enumerable.Repeat("1\r\n \r\n", 20_000)) + "0\r\n\r\n"]))),
        ("many at once", random => Text(string.Concat(Enumerable.Repeat(Get + "\r\n", random.Next(2, 300))))),
        ("an upgrade", random => Text(Get + random.Of(["Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: !!\r\n", "Upgrade: TLS/1.0\r\nConnection: Upgrade\r\n", "Expect: 100-continue\r\n", "Expect: 1\r\n", "Connection: close, x, Host\r\n", "TE: trailers, deflate;q=0.5\r\n", "Max-Forwards: 0\r\n"]) + "\r\n")),
        ("HTTP/2 at this door", _ => [.. Frames.Preface, .. Frames.ClientSettings]),
        ("TLS at this door", random => [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, .. random.Bytes(500)]),
    ];

    public string Name => "http1";

    public async Task<string?> RunAsync(FiringRange range, Random random)
    {
        var (what, make) = random.Of(Cases);
        var bytes = make(random);
        using var connection = await RawHttp1.ConnectAsync(range.Addresses.GatewayWeb);
        await connection.SendAsync(bytes);
        var answer = await connection.ReadAsync(Brief);
        return Verdict.Http(answer) is { } fault ? $"{fault}; sent {what}: {Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 400))}" : null;
    }

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);
}
