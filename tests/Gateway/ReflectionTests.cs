using System.Text.Json.Nodes;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Rpc.Tests.Support;

namespace FactoryTwin.Gateway.Tests;

/// <summary>"buf curl", which has none of the contracts, finds and calls services through the gateway by reflection.</summary>
internal sealed class ReflectionTests
{
    private GatewayHost _gateway = null!;

    [OneTimeSetUp]
    public async Task Start() => _gateway = await GatewayHost.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _gateway.DisposeAsync();

    [TestCase("grpc-v1")]
    [TestCase("grpc-v1alpha")]
    public async Task A_service_behind_the_gateway_is_called_by_reflection_alone(string version)
    {
        var answer = JsonNode.Parse(await CurlAsync(version, "factorytwin.test.gateway.v1.Things/ChangeThing", """{"name":"things/a","number":"7"}"""));

        Assert.That(((string?)answer!["name"], (string?)answer["number"]), Is.EqualTo(("things/a", "7")));
    }

    [Test]
    public async Task Options_of_a_method_come_with_its_file()
    {
        var answer = await CurlAsync("grpc-v1", "factorytwin.gateway.v1.Directory/GetService", """{"name":"directory/services/things"}""");

        Assert.That((string?)JsonNode.Parse(answer)!["owner"], Is.EqualTo("testers"));
    }

    [Test]
    public async Task What_is_withdrawn_is_not_listed()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var before = await ListAsync(gateway);
        await gateway.Host.Grpc<Interfaces.InterfacesClient>("admin", "gateway").WithdrawInterfaceAsync(
            new WithdrawInterfaceRequest { Name = "directory/services/things/interfaces/factorytwin.test.gateway.v1.Things", Reason = "Gone." });

        Assert.That(before, Does.Contain("factorytwin.test.gateway.v1.Things").And.Contain("factorytwin.gateway.v1.Interfaces"));
        Assert.That(await ListAsync(gateway), Does.Not.Contain("factorytwin.test.gateway.v1.Things").And.Contain("factorytwin.gateway.v1.Interfaces"));
    }

    private Task<string> CurlAsync(string version, string method, string data) => BufAsync(
        "curl", "--http2-prior-knowledge", "--protocol", "grpc", "--reflect-protocol", version, "--header", "authorization: Bearer " + _gateway.Host.Token("admin"),
        "--data", data, $"{_gateway.Host.Services["gateway"].Address}/{method}");

    private static Task<string> ListAsync(GatewayHost gateway) =>
        BufAsync("curl", "--http2-prior-knowledge", "--protocol", "grpc", "--list-services", gateway.Host.Services["gateway"].Address);

    private static Task<string> BufAsync(params string[] arguments) =>
        PeerProcess.RunAsync(Path.Combine(Peers.Root, "tests/Contracts/peers/node_modules/.bin/buf"), arguments);
}
