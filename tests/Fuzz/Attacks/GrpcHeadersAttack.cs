using FactoryTwin.Fuzz.Inputs;
using FactoryTwin.Fuzz.Runs;
using FactoryTwin.Fuzz.Verdicts;

namespace FactoryTwin.Fuzz.Attacks;

/// <summary>Calls of methods that nobody has, in content types and by HTTP methods that gRPC does not have.</summary>
internal sealed class GrpcHeadersAttack : IAttack
{
    private static readonly string[] Types =
    [
        "application/grpc", "application/grpc+proto", "application/grpc+json", "application/grpc;x=1", "application/grpc-web", "application/grpc-web-text", "application/grpcx", "application/json",
        "text/plain", "application/octet-stream", "APPLICATION/GRPC", "application/grpc+", "application/grpc ; charset", ";", "/", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded",
    ];

    public string Name => "grpc-headers";

    public async Task<string?> RunAsync(FiringRange range, Random random)
    {
        var target = random.Of(range.Targets);
        var path = random.Next(6) switch
        {
            0 => target.Path.ToLowerInvariant(),
            1 => target.Path + random.Of(["/", "/x", "%00", "?a=b", "%2f", "/../x", ";a"]),
            2 => "/" + Uri.EscapeDataString(HostileText.Text(random)),
            3 => random.Of(["/", "//", "/a", "/a/b/c", "/grpc.health.v1.Health/Nothing", "*"]),
            _ => target.Path,
        };
        var headers = Requests.Grpc(path, range.Addresses.UserToken, Requests.Timeout(target));
        headers[0] = (":method", random.Percent(70) ? "POST" : random.Of(["GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "post", "FOO"]));
        headers[4] = ("content-type", random.Percent(40) ? "application/grpc" : random.Of(Types));
        if (random.Percent(10))
            headers.RemoveAt(4);
        var body = random.Percent(80) ? Requests.Message(random.Bytes(random.Next(20))) : [];
        var answer = await Requests.CallAsync(range, Requests.Door(range, random, target), headers, body);
        var words = string.Join(' ', headers.Where(header => header.Name != "authorization"));
        if (answer.IsSilence)
            return $"no answer to {words}";
        var fault = new GrpcFault("a call that nobody serves", [.. GrpcFaults.Method.May, .. GrpcFaults.Message.May, .. GrpcFaults.Cardinality.May], GrpcFaults.Method.Source);
        return Verdict.Grpc(answer, fault) is { } wrong ? $"{wrong}; sent {words}" : null;
    }
}
