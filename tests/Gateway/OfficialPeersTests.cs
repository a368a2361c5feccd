using System.Text.Json.Nodes;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Options.V1;
using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Rpc.Tests.V1;
using FactoryTwin.Testing;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using DirectoryClient = FactoryTwin.Gateway.V1.Directory.DirectoryClient;

namespace FactoryTwin.Gateway.Tests;

/// <summary>
/// A client by an official library runs all its scenarios (four kinds of calls, metadata, errors with details, deadlines, cancellation,
/// compression, sizes) against a server by an official library, directly and through the gateway: it must see the same.
/// </summary>
[TestFixture("js", "js", TestName = "grpc-js client, gateway, grpc-js server")]
[TestFixture("js", "py", TestName = "grpc-js client, gateway, grpcio server")]
[TestFixture("py", "js", TestName = "grpcio client, gateway, grpc-js server")]
[TestFixture("py", "py", TestName = "grpcio client, gateway, grpcio server")]
internal sealed class OfficialPeersTests(string client, string server)
{
    /// <summary>What the gateway answers itself.</summary>
    private static readonly string[] Own = ["health", "healthWatch", "reflection"];

    private GatewayHost _gateway = null!;
    private PeerProcess _server = null!;
    private JsonObject _direct = null!;
    private JsonObject _through = null!;

    [OneTimeSetUp]
    public async Task Run()
    {
        var set = Peers.Write(Peers.SetOf(EchoReflection.Descriptor, Grpc.Health.V1.HealthReflection.Descriptor, Grpc.Reflection.V1.ReflectionReflection.Descriptor), $"{client}-{server}");
        _gateway = await GatewayHost.StartAsync();
        _server = await (server == "js" ? PeerProcess.StartServerAsync("node", [Script("echo-server.js")]) : PeerProcess.StartServerAsync("/usr/bin/python3", [Script("echo_server.py"), set]));
        await _gateway.Host.Grpc<DirectoryClient>("services/echo", "gateway").RegisterServiceAsync(new RegisterServiceRequest
        {
            Service = "echo",
            Version = "1",
            Address = _server.Address,
            FileDescriptorSet = OpenToAll(Peers.SetOf(EchoReflection.Descriptor, AccessReflection.Descriptor)).ToByteString(),
            Interfaces = { "factorytwin.test.rpc.v1.Echo" },
        });
        await Eventually.IsTrueAsync(() => _gateway.Directory.Find("echo")!.Health == ServiceHealth.Serving);
        _direct = await ObserveAsync(new Uri(_server.Address).Authority, set);
        _through = await ObserveAsync(new Uri(_gateway.Host.Services["gateway"].Address).Authority, set);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    [Test]
    public void The_client_sees_the_same_with_the_gateway_between()
    {
        var scenarios = _direct.Select(each => each.Key).Except(Own).ToArray();
        Assert.That(scenarios, Has.Length.GreaterThanOrEqualTo(12));
        foreach (var name in scenarios.Where(name => name != "unimplemented"))
            Assert.That(Comparable(_through[name]!).ToJsonString(), Is.EqualTo(Comparable(_direct[name]!).ToJsonString()), name);
        Assert.That((int?)_through["unimplemented"]!["code"], Is.EqualTo(12), "in the gateway's own words");
    }

    [Test]
    public void Health_and_reflection_are_the_gateways()
    {
        Assert.That(_through["reflection"]!["services"]!.AsArray().Select(each => (string?)each), Does.Contain("factorytwin.test.rpc.v1.Echo").And.Contain("factorytwin.gateway.v1.Directory"));
        Assert.That((int?)_through["reflection"]!["files"], Is.GreaterThanOrEqualTo(1));
        Assert.That(_through["health"]!.ToJsonString(), Does.Contain(client == "js" ? "SERVING" : "1"));
    }

    private async Task<JsonObject> ObserveAsync(string target, string set) => JsonNode.Parse(await (client == "js"
        ? PeerProcess.RunAsync("node", [Script("echo-client.js"), target, "", "foreign"])
        : PeerProcess.RunAsync("/usr/bin/python3", [Script("echo_client.py"), set, target])))!.AsObject();

    /// <summary>Without the client's own words for a deadline that passed: they have times and addresses in them.</summary>
    private static JsonNode Comparable(JsonNode seen)
    {
        if ((int?)seen["code"] == 4)
            seen["message"] = "";
        return seen;
    }

    private static string Script(string name) => Path.Combine(Peers.Root, "tests", "Rpc", "peers", name);

    /// <summary>The peers send no credentials.</summary>
    private static FileDescriptorSet OpenToAll(FileDescriptorSet set)
    {
        foreach (var method in set.File.SelectMany(file => file.Service).SelectMany(service => service.Method))
            (method.Options ??= new MethodOptions()).SetExtension(AccessExtensions.Access, new Access { Anonymous = true });
        return set;
    }
}
