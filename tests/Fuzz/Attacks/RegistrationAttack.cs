using FactoryTwin.Fuzz.Inputs;
using FactoryTwin.Fuzz.Runs;
using FactoryTwin.Fuzz.Verdicts;
using FactoryTwin.Gateway.V1;
using Google.Protobuf;

namespace FactoryTwin.Fuzz.Attacks;

/// <summary>A service with a sound token that registers hostile contracts; where one is taken, its paths are called too.</summary>
internal sealed class RegistrationAttack : IAttack
{
    private const string Path = "/factorytwin.gateway.v1.Directory/RegisterService";

    public string Name => "registration";

    public int AtOnce => 4;

    public async Task<string?> RunAsync(FiringRange range, Random random)
    {
        var request = new RegisterServiceRequest
        {
            Service = random.Percent(90) ? "fuzz" : HostileText.Text(random),
            Version = random.Percent(95) ? "1" : HostileText.Text(random),
            Description = HostileText.Text(random),
            Owner = HostileText.Text(random),
            Address = random.Percent(90) ? $"http://127.0.0.1:{random.Next(1, 4)}" : random.Of(["", "http://", "http://a b", "ftp://x", "http://127.0.0.1:1/x", "http://[::1", "https://127.0.0.1:99999", "http://user:x@127.0.0.1:1", "http://127.0.0.1:1?x", "http://127.0.0.1:1#x", "//x", "\0"]),
            FileDescriptorSet = HostileContracts.Of(random),
            Interfaces = { random.Percent(90) ? [HostileContracts.Package + ".Fuzz"] : random.Of<string[]>([[], ["x"], [""], ["fuzz.v1.Fuzz", "fuzz.v1.Fuzz"], ["fuzz.v1.Thing"], ["factorytwin.gateway.v1.Directory"]]) },
        };
        var headers = Requests.Grpc(Path, range.Addresses.ServiceToken, "20S");
        var answer = await Requests.CallAsync(range, range.Addresses.GatewayGrpc, headers, Requests.Message(request.ToByteArray()));
        var fault = answer.IsSilence ? "no answer" : Verdict.Grpc(answer, GrpcFaults.None);
        if (fault is null && answer.GrpcStatus == "0")
            fault = await LookAsync(range);
        return fault is null ? null : $"{fault}; registered {request}";
    }

    /// <summary>The directory and its description of the API hold what was taken, and still can be read.</summary>
    private static async Task<string?> LookAsync(FiringRange range)
    {
        foreach (var path in (string[])["/v1/directory/services?pageSize=1000", "/openapi.json"])
        {
            var page = await range.Http1Async(System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: fuzz\r\nAuthorization: Bearer {range.Addresses.UserToken}\r\n\r\n"), FiringRange.Patience);
            if (page.Status != 200)
                return $"then {path} got {page.Status} {page.Text}";
            if (Verdict.Http(page) is { } fault)
                return $"then {path}: {fault}";
        }
        return null;
    }
}
