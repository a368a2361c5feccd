using System.Text;
using FactoryTwin.Fuzz.Attacks;
using FactoryTwin.Fuzz.Inputs;
using FactoryTwin.Gateway.V1;
using Google.Protobuf;

namespace FactoryTwin.Fuzz.Runs;

/// <summary>A few resources, so that attacks get further than "not found".</summary>
internal static class Furniture
{
    /// <summary>An interface that nobody needs, of a service that nobody runs.</summary>
    public const string InterfaceName = "fuzzlife.v1.Life";

    /// <summary>Its name in the directory.</summary>
    public const string Interface = "directory/services/fuzz-life/interfaces/" + InterfaceName;

    /// <summary>A path of it.</summary>
    public const string Path = "/fuzzlife/a";

    private static readonly (string Path, string Type, string Body)[] Sound =
    [
        ("/v1/sources", "application/json", """
            {"name": "sources/fuzz", "displayName": "Fuzz", "owner": "x", "origin": "x", "mappings": [{"column": "value", "point": "fuzz-point", "unit": "kg"}, {"column": "C1", "point": "fuzz-other", "unit": "kg"}]}
            """),
        ("/v1/sources/fuzz:import", "text/csv", "time,value\n2026-03-01T08:00:00Z,91.25\n"),
        ("/v1/priceSeries", "application/json", """{"name": "priceSeries/fuzz", "displayName": "Fuzz", "currency": "EUR"}"""),
        ("/v1/machines", "application/json", """
            {"name": "machines/fuzz", "displayName": "Oven", "priceSeries": "priceSeries/fuzz", "model": {"capacity": 2, "inventoryAllowance": 1, "inventoryWeight": 5, "sizes": [
              {"parts": 0, "duration": "600s", "powerMw": 0.02}, {"parts": 1, "duration": "900s", "powerMw": 0.5}, {"parts": 2, "duration": "900s", "powerMw": 0.8}]}}
            """),
    ];

    /// <exception cref="InvalidOperationException">A sound request was refused.</exception>
    public static async Task PlaceAsync(FiringRange range)
    {
        foreach (var (path, type, body) in Sound)
        {
            var bytes = Encoding.UTF8.GetBytes(body);
            var head = $"POST {path} HTTP/1.1\r\nHost: fuzz\r\nAuthorization: Bearer {range.Addresses.UserToken}\r\nContent-Type: {type}\r\nContent-Length: {bytes.Length}\r\n\r\n";
            var answer = await range.Http1Async((byte[])[.. Encoding.UTF8.GetBytes(head), .. bytes], FiringRange.Patience);
            if (answer.Status != 200)
                throw new InvalidOperationException($"{path} got {answer.Status}: {answer.Text}");
        }
        await RegisterAsync(range);
    }

    private static async Task RegisterAsync(FiringRange range)
    {
        var request = new RegisterServiceRequest
        {
            Service = "fuzz-life", Version = "1", Description = "Nobody runs it.", Owner = "testers", Address = "http://127.0.0.1:1", Interfaces = { InterfaceName },
            FileDescriptorSet = HostileContracts.Sound(InterfaceName, Path),
        };
        var headers = Requests.Grpc("/factorytwin.gateway.v1.Directory/RegisterService", range.Addresses.LifeToken, "20S");
        var answer = await Requests.CallAsync(range, range.Addresses.GatewayGrpc, headers, Requests.Message(request.ToByteArray()));
        if (answer.GrpcStatus != "0")
            throw new InvalidOperationException($"The registration got {answer.GrpcStatus}: {answer.GrpcMessage}");
    }
}
