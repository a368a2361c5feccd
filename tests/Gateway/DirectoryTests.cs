using System.Net;
using System.Text.Json.Nodes;
using FactoryTwin.Contracts;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Testing;
using Google.Protobuf;
using Grpc.Core;
using DirectoryClient = FactoryTwin.Gateway.V1.Directory.DirectoryClient;

namespace FactoryTwin.Gateway.Tests;

internal sealed class DirectoryTests
{
    private GatewayHost _gateway = null!;

    [SetUp]
    public async Task Start() => _gateway = await GatewayHost.StartAsync();

    [TearDown]
    public async Task Stop() => await _gateway.DisposeAsync();

    [Test]
    public async Task Every_service_is_listed_with_interfaces_routes_and_roles()
    {
        var services = JsonNode.Parse(await _gateway.Rest("").GetStringAsync("/v1/directory/services"))!["services"]!.AsArray();
        Assert.That(services.Select(each => (string?)each!["name"]), Is.EqualTo(new[] { "directory/services/gateway", "directory/services/things" }));

        var things = services[1]!;
        Assert.That(((string?)things["health"], (string?)things["owner"]), Is.EqualTo(("SERVICE_HEALTH_SERVING", "testers")));
        var change = things["interfaces"]![0]!["methods"]!.AsArray().Single(method => (string?)method!["name"] == "ChangeThing")!;
        Assert.That((string?)change["restRoutes"]![0]!["path"], Is.EqualTo("/v1/{name=things/*}:change"));
        Assert.That((string?)change["roles"]![0], Is.EqualTo("engineer"));
        Assert.That((string?)things["interfaces"]![0]!["version"], Is.EqualTo("v1"));
    }

    [Test]
    public async Task The_list_has_pages_and_one_entry_can_be_asked_for()
    {
        var first = JsonNode.Parse(await _gateway.Rest("").GetStringAsync("/v1/directory/services?pageSize=1"))!;
        var second = JsonNode.Parse(await _gateway.Rest("").GetStringAsync($"/v1/directory/services?pageSize=1&pageToken={first["nextPageToken"]}"))!;

        Assert.That((string?)first["services"]![0]!["name"], Is.EqualTo("directory/services/gateway"));
        Assert.That((string?)second["services"]![0]!["name"], Is.EqualTo("directory/services/things"));
        Assert.That((string?)second["nextPageToken"], Is.Empty);
        Assert.That(await _gateway.Rest("").GetStringAsync("/v1/directory/services/things"), Does.Contain("testers"));
        using var unknown = await _gateway.Rest("").GetAsync("/v1/directory/services/nobody");
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("filter=owner%3Dtesters", "things")]
    [TestCase("filter=health%3DSERVICE_HEALTH_SERVING+AND+owner%3Dtesters", "things")]
    [TestCase("filter=health:*&orderBy=name+desc", "things,gateway")] // the gateway may not have looked at itself yet
    [TestCase("filter=NOT+name%3D%22*gate*%22", "things")]
    [TestCase("filter=register_time%3E%222000-01-01T00:00:00Z%22+AND+description:Things", "things")]
    [TestCase("filter=owner%3Dnobody", "")]
    [TestCase("orderBy=owner+desc", "things,gateway")]
    public async Task The_list_is_filtered_and_ordered(string query, string expected)
    {
        var services = JsonNode.Parse(await _gateway.Rest("").GetStringAsync("/v1/directory/services?" + query))!["services"]!.AsArray();
        Assert.That(string.Join(',', services.Select(each => ((string)each!["name"]!)["directory/services/".Length..])), Is.EqualTo(expected));
    }

    [TestCase("filter=colour%3Dred", "filter")]
    [TestCase("orderBy=colour", "orderBy")]
    [TestCase("pageToken=x", "pageToken")]
    [TestCase("pageSize=-1", "pageSize")]
    public async Task What_the_list_cannot_do_is_refused_by_field(string query, string field)
    {
        using var refused = await _gateway.Rest("").GetAsync("/v1/directory/services?" + query);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((string?)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["errors"]![0]!["field"], Is.EqualTo(field));
    }

    [Test]
    public async Task Only_services_may_register_and_no_route_has_two_owners()
    {
        var request = new RegisterServiceRequest
        {
            Service = "intruder",
            Version = "1",
            Address = "http://127.0.0.1:1",
            FileDescriptorSet = ContractSet.Of(["factorytwin.gateway.v1.Sessions"]).ToByteString(),
            Interfaces = { "factorytwin.gateway.v1.Sessions" },
        };
        var person = _gateway.Host.Grpc<DirectoryClient>("dispatcher", "gateway");
        Assert.That(
            (await Assert.ThrowsAsync<RpcException>(async () => await person.RegisterServiceAsync(request)))!.StatusCode, Is.EqualTo(StatusCode.PermissionDenied));

        var service = _gateway.Host.Grpc<DirectoryClient>("services/intruder", "gateway");
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await service.RegisterServiceAsync(request));
        Assert.That(refused!.StatusCode, Is.EqualTo(StatusCode.AlreadyExists));
        var resource = Rpc.RpcErrors.GetStatus(refused).Details.First(each => each.Is(Google.Rpc.ResourceInfo.Descriptor)).Unpack<Google.Rpc.ResourceInfo>();
        Assert.That((resource.Owner, resource.ResourceName), Is.EqualTo(("directory/services/gateway", "factorytwin.gateway.v1.Sessions")));
        request.Service = "someone-else";
        Assert.That(
            (await Assert.ThrowsAsync<RpcException>(async () => await service.RegisterServiceAsync(request)))!.StatusCode, Is.EqualTo(StatusCode.PermissionDenied));
    }

    [Test]
    public async Task A_registered_service_is_routed_and_its_absence_is_told()
    {
        var service = _gateway.Host.Grpc<DirectoryClient>("services/energy", "gateway");
        await service.RegisterServiceAsync(new RegisterServiceRequest
        {
            Service = "energy",
            Version = "1",
            Address = "http://127.0.0.1:1",
            FileDescriptorSet = ContractSet.Of(["factorytwin.energy.v1.Prices"]).ToByteString(),
            Interfaces = { "factorytwin.energy.v1.Prices" },
        });
        var rest = _gateway.Rest();
        await Eventually.IsTrueAsync(async () =>
        {
            using var answer = await rest.GetAsync("/v1/priceSeries");
            return answer.StatusCode == HttpStatusCode.ServiceUnavailable && (await answer.Content.ReadAsStringAsync()).Contains("energy", StringComparison.Ordinal);
        });
        await Eventually.IsTrueAsync(async () =>
            (await rest.GetStringAsync("/v1/directory/services/energy")).Contains("SERVICE_HEALTH_UNREACHABLE", StringComparison.Ordinal));

        var document = JsonNode.Parse(await rest.GetStringAsync("/openapi.json"))!;
        Assert.That((string?)document["openapi"], Is.EqualTo("3.1.0"));
        Assert.That(
            document["paths"]!.AsObject().Select(path => path.Key), Is.SupersetOf(new[] { "/v1/priceSeries", "/v1/things/{thing}", "/v1/directory/services" }));
        Assert.That((string?)document["paths"]!["/v1/priceSeries"]!["get"]!["description"], Is.EqualTo("The price series, ordered by name."));
    }

    [Test]
    public async Task The_gateway_is_ready_only_while_what_is_expected_serves()
    {
        var rest = _gateway.Rest("");
        using (var ready = await rest.GetAsync("/healthz/ready"))
            Assert.That(ready.StatusCode, Is.EqualTo(HttpStatusCode.OK));

        _gateway.Things.Ready = false;
        await Eventually.IsTrueAsync(async () =>
        {
            using var answer = await rest.GetAsync("/healthz/ready");
            var body = await answer.Content.ReadAsStringAsync();
            return answer.StatusCode == HttpStatusCode.ServiceUnavailable && body.Contains("the test says no", StringComparison.Ordinal);
        });
        using (var live = await rest.GetAsync("/healthz/live"))
            Assert.That(live.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await rest.GetStringAsync("/v1/directory/services/things"), Does.Contain("SERVICE_HEALTH_NOT_SERVING").And.Contain("the test says no"));

        _gateway.Things.Ready = true;
        await Eventually.IsTrueAsync(async () =>
        {
            using var answer = await rest.GetAsync("/healthz/ready");
            return answer.StatusCode == HttpStatusCode.OK;
        });
    }

    [Test]
    public async Task A_service_that_stopped_is_unreachable_and_its_paths_unavailable()
    {
        await _gateway.Host.Services["things"].StopAsync(CancellationToken.None);
        var rest = _gateway.Rest();

        await Eventually.IsTrueAsync(async () =>
            (await rest.GetStringAsync("/v1/directory/services/things")).Contains("SERVICE_HEALTH_UNREACHABLE", StringComparison.Ordinal));
        using var answer = await rest.GetAsync("/v1/things/a");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(answer.Headers.RetryAfter, Is.Not.Null);
        var things = _gateway.Host.Grpc<FactoryTwin.TestThings.V1.Things.ThingsClient>(service: "gateway");
        Assert.That((await Assert.ThrowsAsync<RpcException>(async () => await things.GetThingAsync(new())))!.StatusCode, Is.EqualTo(StatusCode.Unavailable));
    }
}
