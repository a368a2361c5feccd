using System.Text.Json.Nodes;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Testing;
using Grpc.Core;
using Laboratory.Samples.V1;

namespace FactoryTwin.Gateway.Tests;

/// <summary>A service in another language and process, of which the gateway has never heard, registers itself and is there.</summary>
internal sealed class ForeignServiceTests
{
    private const string Laboratory = "/v1/directory/services/laboratory";

    [Test]
    public async Task It_appears_with_routes_openapi_and_reflection_and_takes_its_leave()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await using (await Peers.SamplesServiceAsync(gateway.Web, gateway.Host.Token("platform-engineer")))
        {
            var entry = await Eventually.IsNotNullAsync(async () => JsonNode.Parse(await gateway.Rest("").GetStringAsync(Laboratory)) is { } found
                && (string?)found["health"] == "SERVICE_HEALTH_SERVING" ? found : null);
            Assert.That(((string?)entry["owner"], (string?)entry["version"]), Is.EqualTo(("Laboratory", "1.0")));
            Assert.That((string?)entry["interfaces"]![0]!["state"], Is.EqualTo("INTERFACE_STATE_EXPOSED"));
            Assert.That((string?)entry["interfaces"]![0]!["methods"]![0]!["restRoutes"]![0]!["path"], Is.EqualTo("/v1/samples"));
            var document = JsonNode.Parse(await gateway.Rest("").GetStringAsync("/openapi.json"))!;
            Assert.That(document["paths"]!["/v1/samples/{sample}"]!["get"]!["operationId"]!.GetValue<string>(), Does.EndWith("Samples_GetSample"));

            var samples = gateway.Host.Grpc<Samples.SamplesClient>("operator", "gateway");
            await samples.CreateSampleAsync(new CreateSampleRequest { Sample = new Sample { Name = "samples/a", Composition = { ["C1"] = 91.5 } } });
            Assert.That((await samples.GetSampleAsync(new GetSampleRequest { Name = "samples/a" })).Composition["C1"], Is.EqualTo(91.5));
            var missing = await Assert.ThrowsAsync<RpcException>(async () => await samples.GetSampleAsync(new GetSampleRequest { Name = "samples/b" }));
            Assert.That(missing!.Status, Is.EqualTo(new Status(StatusCode.NotFound, "'samples/b' does not exist.")));
        }
    }

    [Test]
    public async Task Its_roles_are_asked_for_at_the_door()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await using var process = await Peers.SamplesServiceAsync(gateway.Web, gateway.Host.Token("platform-engineer"));
        var samples = gateway.Host.Grpc<Samples.SamplesClient>("", "gateway");

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await samples.ListSamplesAsync(new ListSamplesRequest()));
        Assert.That(refused!.StatusCode, Is.EqualTo(StatusCode.Unauthenticated));
    }

    [Test]
    public async Task A_copy_that_is_killed_is_taken_out_and_no_call_fails()
    {
        // So long a time between looks that it is the calls themselves that find out.
        await using var gateway = await GatewayHost.StartAsync(("Gateway:HealthInterval", "1m"), ("Gateway:Lease", "15m"));
        var token = gateway.Host.Token("platform-engineer");
        await using var first = await Peers.SamplesServiceAsync(gateway.Web, token);
        await using var second = await Peers.SamplesServiceAsync(gateway.Web, token);
        await Eventually.IsTrueAsync(() => gateway.Directory.Find("laboratory")!.Instances.Count(each => each.Health == ServiceHealth.Serving) == 2);
        var samples = gateway.Host.Grpc<Samples.SamplesClient>("operator", "gateway");
        await samples.CreateSampleAsync(new CreateSampleRequest { Sample = new Sample { Name = "samples/only-one-copy-has-it" } });
        Assert.That(await AnswersAsync(samples), Is.EquivalentTo(new[] { 0, 1 }), "both copies answer");

        await second.DisposeAsync();
        var left = await AnswersAsync(samples);
        Assert.That(left, Has.Count.EqualTo(1), "one copy answers, and every call was answered");
        Assert.That(gateway.Directory.Find("laboratory")!.Instances.Single(each => each.Address == second.Address).Health, Is.EqualTo(ServiceHealth.Unreachable));
    }

    [Test]
    public async Task It_is_there_at_once_after_the_gateway_was_started_anew()
    {
        var port = Ports.FreePair();
        await using var gateway = await GatewayHost.StartAsync(("Gateway:Port", $"{port}"), ("Gateway:Lease", "1s"));
        await using var process = await Peers.SamplesServiceAsync(gateway.Web, gateway.Host.Token("platform-engineer"));
        await gateway.Host.StopAsync();
        await gateway.Host.StartAsync();

        Assert.That(gateway.Directory.Find("laboratory"), Is.Not.Null, "known before it registers again");
        await Eventually.IsTrueAsync(() => gateway.Directory.Find("laboratory") is { Lapsed: false, Health: ServiceHealth.Serving });
        var samples = gateway.Host.Grpc<Samples.SamplesClient>("operator", "gateway");
        Assert.That((await samples.ListSamplesAsync(new ListSamplesRequest())).Samples, Is.Empty);
    }

    /// <summary>How many samples each of many calls saw; the distinct numbers.</summary>
    private static async Task<HashSet<int>> AnswersAsync(Samples.SamplesClient samples)
    {
        HashSet<int> seen = [];
        for (var call = 0; call < 100; call++)
            seen.Add((await samples.ListSamplesAsync(new ListSamplesRequest())).Samples.Count);
        return seen;
    }
}
