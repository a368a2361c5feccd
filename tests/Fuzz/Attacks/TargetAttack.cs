using FactoryTwin.Fuzz.Inputs;
using FactoryTwin.Fuzz.Runs;

namespace FactoryTwin.Fuzz.Attacks;

/// <summary>Paths, queries and headers of REST.</summary>
internal sealed class TargetAttack : IAttack
{
    private static readonly string[] Paths =
    [
        "/", "//", "/v1", "/v1/", "/v1//", "/v1/..", "/v1/../v1/sources", "/v1/%2e%2e/sources", "/v1/sources/%2F", "/v1/sources/a%2Fb", "/v1/sources/%00", "/v1/sources/%", "/v1/sources/%zz", "/v1/sources/%ff", "/v1/sources/%C3%28",
        "/v1/sources/a:import:import", "/v1/sources/:import", "/v1/sources:", "/v1/:", "/v1/points:watch:watch", "/v1/sources/a;b=c", "/v1/sources/a/", "/v1/sources/a//b", "/v1/{name}", "/v1/*", "/v1/**", "/v1/probeTrees/:look", "/v1/probeTrees/a/b/c:look",
        "/openapi.json", "/openapi.json/", "/metrics", "/healthz/ready", "/healthz/live", "/healthz", "/index.html", "/assets/../../etc/passwd", "/favicon.ico", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2f", "/\\..\\..", "/.git/config",
    ];

    public string Name => "rest";

    public Task<string?> RunAsync(FiringRange range, Random random)
    {
        var routed = range.Targets.Where(target => target.Rest.Count > 0).ToArray();
        var target = random.Of(routed);
        var binding = random.Of(target.Rest);
        var path = random.Next(20) switch
        {
            < 5 => random.Of(Paths),
            5 => "/" + new string('a', random.Next(1, 9000)),
            6 => "/v1/" + string.Join('/', Enumerable.Repeat("a", random.Next(1, 3000))),
            7 => "/" + RestRequest.Escape(HostileText.Text(random).Replace("?", "").Replace("#", "")),
            _ => RestRequest.Fill(random, binding),
        };
        if (random.Percent(60))
            path += "?" + Query.Of(random, target.Method.InputType);
        var method = random.Percent(80) ? binding.HttpMethod : random.Of(["GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "TRACE", "PROPFIND", "get", "X"]);
        var body = method is "GET" or "HEAD" or "DELETE" or "TRACE" ? [] : random.Percent(50) ? "{}"u8.ToArray() : random.Bytes(random.Next(100));
        return new RestRequest(target, method, path, Headers(range, random), body).RunAsync(range, random);
    }

    private static List<(string, string)> Headers(FiringRange range, Random random)
    {
        List<(string, string)> headers = [];
        if (random.Percent(85))
            headers.Add(("authorization", random.Percent(90) ? "Bearer " + range.Addresses.UserToken : random.Of(["Bearer", "Bearer x.y.z", "Basic !!", ""])));
        if (random.Percent(50))
            headers.Add(("content-type", random.Of(["application/json", "application/json; charset=utf-16", "text/json", "application/xml", "text/csv", ";", "application/json;;", "multipart/form-data", "a/b/c", "application/problem+json", "*/*", "\u00ff"])));
        if (random.Percent(30))
            headers.Add(("accept", random.Of(["application/x-ndjson", "text/event-stream", "*/*;q=0", "application/xml", ";;;", new string(',', 500), "text/html"])));
        if (random.Percent(30))
            headers.Add(("last-event-id", random.Of(["0", "1", "-1", "9223372036854775808", "abc", "", "1.5", "\u00ff"])));
        if (random.Percent(30))
            headers.Add((random.Of(["if-match", "if-none-match"]), random.Of(["*", "\"x\"", "W/\"x\"", "\"a\",\"b\"", "\"", "x", "", "**", "\"\u00e9\""])));
        if (random.Percent(30))
            headers.Add(("range", random.Of(["bytes=0-", "bytes=5-2", "bytes=-1", "bytes=0-0,2-3", "bytes=9223372036854775807-", "lines=1-2", "bytes=" + new string('1', 500)])));
        if (random.Percent(20))
            headers.Add(("accept-encoding", random.Of(["gzip", "br", "gzip;q=9", "identity;q=0", "*;q=0", "zstd", ",,,", "gzip;q=x"])));
        if (random.Percent(20))
            headers.Add((random.Of(["traceparent", "tracestate", "baggage", "x-request-id", "x-forwarded-for", "x-http-method-override", "origin", "cookie", "expect", "grpc-timeout", "if-modified-since", "accept-language"]), Inner(random)));
        return headers;
    }

    private static string Inner(Random random) => random.Of(
    [
        "00-00000000000000000000000000000000-0000000000000000-00", "00-zz-zz-zz", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", new string('a', 300), "a=b,c=d,=", "", ", ,", "100-continue", "DELETE", "http://evil.example",
        "a=b; c=\"d", "1S", "Mon, 99 Foo 2026", "\u00e9\u00ff", "${x}", "key=%zz", "127.0.0.1, ::1, x",
    ]);
}
