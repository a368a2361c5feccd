using System.Text;
using FactoryTwin.Fuzz.Inputs;
using FactoryTwin.Fuzz.Runs;
using FactoryTwin.Fuzz.Verdicts;
using FactoryTwin.Gateway.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Fuzz.Attacks;

/// <summary>Somebody of the platform team who exposes, deprecates and withdraws an interface without sense, with others who do the same.</summary>
internal sealed class LifecycleAttack : IAttack
{
    private const string Service = "/factorytwin.gateway.v1.Interfaces/";

    /// <summary>What the attack may close is <see cref="Furniture"/>'s alone: the interfaces of the services are wanted by other attacks.</summary>
    private static readonly string[] Names =
    [
        .. Enumerable.Repeat(Furniture.Interface, 12), "directory/services/fuzz/interfaces/fuzz.v1.Fuzz", "directory/services/gateway/interfaces/factorytwin.gateway.v1.Interfaces",
        "directory/services/nobody/interfaces/fuzz.v1.Fuzz", "directory/services/fuzz-life/interfaces/", "directory/services//interfaces/x", "directory/services/fuzz-life", "",
    ];

    private static readonly string[] Replacements = ["", "", "fuzz.v1.Fuzz", "factorytwin.energy.v1.Prices", Furniture.InterfaceName, "https://example.com/a b", "https://example.com/new", "http://x", "javascript:alert(1)", "https://", "https://a\r\nb"];

    private static readonly Timestamp[] Times =
    [
        new() { Seconds = 4_102_444_800 }, new() { Seconds = 4_102_444_801 }, new() { Seconds = 253_402_300_799, Nanos = 999_999_999 }, new() { Seconds = 253_402_300_800 }, new() { Seconds = 0 },
        new() { Seconds = long.MaxValue }, new() { Seconds = long.MinValue }, new() { Seconds = 4_102_444_800, Nanos = -1 }, new() { Seconds = 4_102_444_800, Nanos = int.MaxValue },
    ];

    public string Name => "lifecycle";

    public async Task<string?> RunAsync(FiringRange range, Random random)
    {
        var (name, reason, etag) = (random.Percent(90) ? random.Of(Names) : HostileText.Text(random), random.Percent(60) ? "because" : HostileText.Text(random), random.Percent(80) ? "" : HostileText.Text(random));
        var replacement = random.Percent(80) ? random.Of(Replacements) : HostileText.Text(random);
        var (method, request) = random.Next(3) switch
        {
            0 => ("ExposeInterface", (IMessage)new ExposeInterfaceRequest { Name = name, Reason = reason, Etag = etag }),
            1 => ("DeprecateInterface", new DeprecateInterfaceRequest { Name = name, Reason = reason, Etag = etag, Replacement = replacement, SunsetTime = random.Percent(95) ? random.Of(Times) : null }),
            _ => ("WithdrawInterface", new WithdrawInterfaceRequest { Name = name, Reason = reason, Etag = etag, Replacement = replacement }),
        };
        var answer = await Requests.CallAsync(range, range.Addresses.GatewayGrpc, Requests.Grpc(Service + method, range.Addresses.UserToken, "20S"), Requests.Message(request.ToByteArray()));
        var fault = answer.IsSilence ? "no answer" : Verdict.Grpc(answer, GrpcFaults.None);
        if (fault is null && answer.GrpcStatus == "0")
            fault = await LookAsync(range);
        return fault is null ? null : $"{fault}; asked {method} {request}";
    }

    /// <summary>The directory still tells of it, with all that was said, and whoever calls it is told what became of it.</summary>
    private static async Task<string?> LookAsync(FiringRange range)
    {
        foreach (var (path, fair) in ((string, int[])[])[("/v1/" + Furniture.Interface, [200]), ("/v1/directory/services/-/interfaces?pageSize=1000", [200]), (Furniture.Path, [404, 410, 503])])
        {
            var page = await range.Http1Async(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: fuzz\r\nAuthorization: Bearer {range.Addresses.UserToken}\r\n\r\n"), FiringRange.Patience);
            if (!fair.Contains(page.Status))
                return $"then {path} got {page.Status} {page.Text}";
        }
        return null;
    }
}
