using System.Globalization;
using System.Text;
using FactoryTwin.Fuzz.Inputs;
using FactoryTwin.Fuzz.Runs;
using FactoryTwin.Fuzz.Verdicts;
using FactoryTwin.Fuzz.Wire;
using FactoryTwin.Rpc.Transcoding;

namespace FactoryTwin.Fuzz.Attacks;

/// <summary>A REST request that is sound HTTP, whatever it asks.</summary>
internal sealed record RestRequest(Target Of, string Method, string Path, List<(string Name, string Value)> Headers, byte[] Body)
{
    /// <summary>Bodies that take long are streams; they are left after this time.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300);

    /// <summary>The request's line and headers, and the start of its body.</summary>
    public override string ToString() =>
        $"{Method} {Path} {string.Join(' ', Headers.Where(header => header.Name != "authorization"))} {Encoding.Latin1.GetString(Body, 0, Math.Min(Body.Length, 300))}";

    /// <summary>Fills a template: mostly with names that exist, else with anything.</summary>
    public static string Fill(Random random, RestBinding binding)
    {
        var segments = binding.Template.Segments.Select(segment => segment.Kind switch
        {
            PathSegmentKind.Literal => segment.Text,
            PathSegmentKind.Single => Segment(random),
            _ => string.Join('/', Enumerable.Range(0, random.Next(4)).Select(_ => Segment(random))),
        });
        return "/" + string.Join('/', segments) + (binding.Template.Verb is { } verb ? ":" + verb : "");
    }

    /// <summary>What may stand in a request line; the rest is percent-encoded.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(text))
            escaped.Append(b is > 0x20 and < 0x7f ? ((char)b).ToString() : "%" + b.ToString("X2", CultureInfo.InvariantCulture));
        return escaped.ToString();
    }

    /// <summary>Sends it to the gateway by HTTP/1.1, or to the service itself or the gateway by HTTP/2, and judges the answer.</summary>
    public async Task<string?> RunAsync(FiringRange range, Random random)
    {
        var direct = random.Next(3);
        var limit = Of.Streams ? Look : FiringRange.Patience;
        var answer = direct switch
        {
            0 => await range.Http2Async(range.Addresses.GatewayGrpc, Http2(), Body, limit),
            1 when Of.Service != "gateway" => await range.Http2Async(range.Addresses.Services[Of.Service], Http2(), Body, limit),
            _ => await range.Http1Async(Http1(), limit, Method == "HEAD"),
        };
        if (answer is { Ended: false, Reset: null, GoAway: null } && !Of.Streams)
            return $"no answer ({answer.Status}, door {direct}) to {this}";
        return Verdict.Http(answer, head: Method == "HEAD") is { } fault ? $"{fault}; sent {this}" : null;
    }

    private static string Segment(Random random)
    {
        var text = random.Percent(60) ? random.Of(["fuzz", "a", "-", "1", "site", "fuzz-point", "none"]) : HostileText.Text(random);
        var escaped = random.Percent(30) ? Uri.EscapeDataString(text) : Escape(text.Replace("?", "%3F").Replace("#", "%23"));
        return escaped.Length == 0 ? "%20" : escaped;
    }

    private List<(string Name, string Value)> Http2() =>
        [(":method", Method), (":scheme", "http"), (":path", Path), (":authority", "fuzz"), .. Headers];

    private byte[] Http1()
    {
        var head = new StringBuilder($"{Method} {Path} HTTP/1.1\r\nHost: fuzz\r\n");
        foreach (var (name, value) in Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        if (Body.Length > 0 || Method is not ("GET" or "HEAD"))
            head.Append(CultureInfo.InvariantCulture, $"content-length: {Body.Length}\r\n");
        return [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. Body];
    }
}
