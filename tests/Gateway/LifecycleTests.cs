using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Testing;
using FactoryTwin.TestThings.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Interface = FactoryTwin.Gateway.V1.Interface;

namespace FactoryTwin.Gateway.Tests;

/// <summary>Interfaces are exposed, deprecated and withdrawn, and callers are told.</summary>
internal sealed class LifecycleTests
{
    private const string Name = "directory/services/things/interfaces/factorytwin.test.gateway.v1.Things";
    private static readonly Timestamp Sunset = Timestamp.FromDateTime(new DateTime(2096, 2, 3, 4, 5, 6, DateTimeKind.Utc));

    [Test]
    public async Task An_exposed_interface_tells_nothing_and_a_deprecated_one_tells_when_and_what_instead()
    {
        await using var gateway = await GatewayHost.StartAsync();
        using (var before = await gateway.Rest().GetAsync("/v1/things/a"))
            Assert.That(before.Headers.Contains("Deprecation") || before.Headers.Contains("Sunset"), Is.False);

        using var changed = await gateway.Rest("platform-engineer").PostAsync($"/v1/{Name}:deprecate", Json(
            """{"sunsetTime":"2096-02-03T04:05:06Z","replacement":"factorytwin.gateway.v1.Directory","reason":"Too old."}"""));
        var resource = JsonNode.Parse(await changed.Content.ReadAsStringAsync())!;
        Assert.That((string?)resource["state"], Is.EqualTo("INTERFACE_STATE_DEPRECATED"));

        var answer = await HeadersOfAsync(gateway, HttpStatusCode.OK);
        var since = DateTimeOffset.Parse((string)resource["deprecateTime"]!, CultureInfo.InvariantCulture);
        Assert.That(answer["Deprecation"], Is.EqualTo($"@{since.ToUnixTimeSeconds()}"), "RFC 9745");
        Assert.That(answer["Sunset"], Is.EqualTo("Fri, 03 Feb 2096 04:05:06 GMT"), "RFC 8594");
        Assert.That(answer["Link"], Does.Contain($"</v1/{Name}>; rel=\"deprecation\"").And.Contain("rel=\"sunset\"").And.Contain("rel=\"successor-version\""));
        Assert.That(await gateway.Rest("").GetStringAsync(SuccessorOf(answer["Link"])), Does.Contain("factorytwin.gateway.v1.Directory"));

        var call = gateway.Host.Grpc<Things.ThingsClient>(service: "gateway").GetThingAsync(new Thing { Name = "things/a" });
        var headers = await call.ResponseHeadersAsync;
        Assert.That((headers.GetValue("deprecation"), headers.GetValue("sunset")), Is.EqualTo((answer["Deprecation"], answer["Sunset"])));
        await call;
    }

    [Test]
    public async Task A_deprecated_interface_is_marked_in_openapi_and_a_withdrawn_one_is_not_in_it()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var interfaces = gateway.Host.Grpc<Interfaces.InterfacesClient>("platform-engineer", "gateway");
        await interfaces.DeprecateInterfaceAsync(new DeprecateInterfaceRequest { Name = Name, SunsetTime = Sunset, Reason = "Too old." });

        var operation = (await OpenApiAsync(gateway))["paths"]!["/v1/things/{thing}"]!["get"]!;
        Assert.That(((bool?)operation["deprecated"], (string?)operation["x-sunset"]), Is.EqualTo(((bool?)true, "2096-02-03T04:05:06.0000000+00:00")));
        Assert.That((await OpenApiAsync(gateway))["paths"]!["/v1/directory/services"]!["get"]!["deprecated"], Is.Null);

        await interfaces.WithdrawInterfaceAsync(new WithdrawInterfaceRequest { Name = Name, Reason = "Gone." });
        Assert.That((await OpenApiAsync(gateway))["paths"]!["/v1/things/{thing}"], Is.Null);
    }

    [Test]
    public async Task A_withdrawn_interface_is_not_routed_its_replacement_is_named_and_it_comes_back()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var interfaces = gateway.Host.Grpc<Interfaces.InterfacesClient>("platform-engineer", "gateway");
        await interfaces.WithdrawInterfaceAsync(new WithdrawInterfaceRequest { Name = Name, Reason = "Unsafe.", Replacement = "https://example.com/new" });

        using var rest = await gateway.Rest().GetAsync("/v1/things/a");
        var problem = JsonNode.Parse(await rest.Content.ReadAsStringAsync())!;
        Assert.That((rest.StatusCode, rest.Content.Headers.ContentType?.MediaType), Is.EqualTo((HttpStatusCode.Gone, "application/problem+json")));
        Assert.That(((string?)problem["code"], (string?)problem["detail"]), Is.EqualTo(
            ("INTERFACE_WITHDRAWN", "factorytwin.test.gateway.v1.Things was withdrawn: Unsafe. Use https://example.com/new instead.")));
        Assert.That(rest.Headers.GetValues("Link").Single(), Is.EqualTo("<https://example.com/new>; rel=\"successor-version\""));

        var things = gateway.Host.Grpc<Things.ThingsClient>(service: "gateway");
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await things.GetThingAsync(new Thing()));
        var info = Rpc.RpcErrors.GetStatus(refused!).Details.First().Unpack<Google.Rpc.ErrorInfo>();
        Assert.That((refused!.StatusCode, info.Reason, info.Metadata["replacement"]), Is.EqualTo((StatusCode.Unimplemented, "INTERFACE_WITHDRAWN", "https://example.com/new")));

        await interfaces.ExposeInterfaceAsync(new ExposeInterfaceRequest { Name = Name });
        Assert.That((await HeadersOfAsync(gateway, HttpStatusCode.OK)).ContainsKey("Link"), Is.False);
        await things.GetThingAsync(new Thing { Name = "things/a" });
    }

    [Test]
    public async Task Every_change_is_listed_with_who_when_and_why_and_outlives_a_restart()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await gateway.Host.Grpc<Interfaces.InterfacesClient>("platform-engineer", "gateway")
            .DeprecateInterfaceAsync(new DeprecateInterfaceRequest { Name = Name, SunsetTime = Sunset, Reason = "Too old." });
        await gateway.Host.Grpc<Interfaces.InterfacesClient>("admin", "gateway").WithdrawInterfaceAsync(new WithdrawInterfaceRequest { Name = Name, Reason = "Gone." });

        await gateway.RestartAsync();
        using (var rest = await gateway.Rest().GetAsync("/v1/things/a"))
            Assert.That(rest.StatusCode, Is.EqualTo(HttpStatusCode.Gone));
        var listed = await gateway.Host.Grpc<Interfaces.InterfacesClient>("", "gateway").ListInterfacesAsync(new ListInterfacesRequest
        {
            Parent = "directory/services/-",
            Filter = "state = \"INTERFACE_STATE_WITHDRAWN\" AND service = \"things\" AND sunset_time > \"2096-01-01T00:00:00Z\"",
        });
        Assert.That(listed.Interfaces.Single().Changes.Select(each => (each.State, each.Actor, each.Reason)), Is.EqualTo(new[]
        {
            (InterfaceState.Withdrawn, "admin", "Gone."),
            (InterfaceState.Deprecated, "platform-engineer", "Too old."),
            (InterfaceState.Exposed, "services/things", "Registered for the first time."),
        }));
        Assert.That(listed.Interfaces.Single().Changes.Select(each => each.Time), Is.Ordered.Descending);
    }

    [Test]
    public async Task Lists_have_pages_orders_and_a_parent()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var interfaces = gateway.Host.Grpc<Interfaces.InterfacesClient>("", "gateway");
        List<Interface> all = [];
        var token = "";
        do
        {
            var page = await interfaces.ListInterfacesAsync(new ListInterfacesRequest { Parent = "directory/services/gateway", PageSize = 2, PageToken = token });
            Assert.That(page.Interfaces, Has.Count.LessThanOrEqualTo(2));
            all.AddRange(page.Interfaces);
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.That(all.Select(each => each.Name[(each.Name.LastIndexOf('.') + 1)..]), Is.EqualTo(new[] { "DeadLetters", "Directory", "Interfaces", "Sessions" }));
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await interfaces.ListInterfacesAsync(new ListInterfacesRequest { Parent = "directory/services/-", Filter = "colour = \"red\"" }));
        Assert.That(refused!.Status.Detail, Does.StartWith("filter:"));
    }

    [Test]
    public async Task New_interfaces_are_hidden_until_they_are_exposed_where_the_policy_says_so()
    {
        await using var gateway = await GatewayHost.StartAsync(("Gateway:NewInterfaces", "hidden"));
        using (var hidden = await gateway.Rest().GetAsync("/v1/things/a"))
            Assert.That(hidden.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        var things = gateway.Host.Grpc<Things.ThingsClient>(service: "gateway");
        Assert.That((await Assert.ThrowsAsync<RpcException>(async () => await things.GetThingAsync(new Thing())))!.StatusCode, Is.EqualTo(StatusCode.Unimplemented));
        Assert.That(await gateway.Rest("").GetStringAsync("/v1/directory/services/things"), Does.Contain("INTERFACE_STATE_HIDDEN"));

        await gateway.Host.Grpc<Interfaces.InterfacesClient>("admin", "gateway").ExposeInterfaceAsync(new ExposeInterfaceRequest { Name = Name, Reason = "Looked at." });
        await HeadersOfAsync(gateway, HttpStatusCode.OK);
    }

    private static async Task<Dictionary<string, string>> HeadersOfAsync(GatewayHost gateway, HttpStatusCode expected)
    {
        using var answer = await gateway.Rest().GetAsync("/v1/things/a");
        Assert.That(answer.StatusCode, Is.EqualTo(expected));
        return answer.Headers.ToDictionary(each => each.Key, each => string.Join(", ", each.Value));
    }

    private static async Task<JsonNode> OpenApiAsync(GatewayHost gateway) => JsonNode.Parse(await gateway.Rest("").GetStringAsync("/openapi.json"))!;

    private static string SuccessorOf(string link) =>
        link.Split(',').Select(each => each.Trim()).Single(each => each.Contains("successor-version", StringComparison.Ordinal)).Split('>')[0][1..];

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
