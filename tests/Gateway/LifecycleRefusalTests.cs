using System.Net;
using System.Text;
using FactoryTwin.Gateway.Lifecycle;
using FactoryTwin.Gateway.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Interface = FactoryTwin.Gateway.V1.Interface;

namespace FactoryTwin.Gateway.Tests;

/// <summary>Changes of an interface's state that are refused, and the rules of those that are not.</summary>
internal sealed class LifecycleRefusalTests
{
    private const string Things = "directory/services/things/interfaces/factorytwin.test.gateway.v1.Things";
    private const string Own = "directory/services/gateway/interfaces/factorytwin.gateway.v1.Directory";
    private static readonly Asked Somebody = new("somebody", new Timestamp { Seconds = 1000 }, "Because.");

    private GatewayHost _gateway = null!;

    [OneTimeSetUp]
    public async Task Start() => _gateway = await GatewayHost.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _gateway.DisposeAsync();

    [TestCase(Things, "deprecate", """{"sunsetTime":"2020-01-01T00:00:00Z","reason":"x"}""", 400, "sunset_time")]
    [TestCase(Things, "deprecate", """{"reason":"x"}""", 400, "sunset_time")]
    [TestCase(Things, "deprecate", """{"sunsetTime":"2096-01-01T00:00:00Z"}""", 400, "reason")]
    [TestCase(Things, "deprecate", """{"sunsetTime":"2096-01-01T00:00:00Z","reason":"x","replacement":"no.such.Interface"}""", 400, "replacement")]
    [TestCase(Things, "deprecate", """{"sunsetTime":"2096-01-01T00:00:00Z","reason":"x","replacement":"factorytwin.test.gateway.v1.Things"}""", 400, "replacement")]
    [TestCase(Things, "withdraw", """{"reason":"x","replacement":"javascript:alert(1)"}""", 400, "replacement")]
    [TestCase(Things, "withdraw", "{}", 400, "reason")]
    [TestCase("directory/services/things/interfaces/no.such.Interface", "withdraw", """{"reason":"x"}""", 404, "no.such.Interface")]
    [TestCase(Own, "withdraw", """{"reason":"x"}""", 400, "OWN_INTERFACE")]
    [TestCase(Things, "withdraw", """{"reason":"x","etag":"other"}""", 409, "ETAG_MISMATCH")]
    public async Task A_change_that_cannot_be_is_refused_by_field(string name, string verb, string body, int status, string named)
    {
        using var answer = await _gateway.Rest("platform-engineer").PostAsync($"/v1/{name}:{verb}", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(named));
    }

    [TestCase("engineer")]
    [TestCase("services/things")]
    public async Task Only_the_platform_team_changes_what_is_open(string caller)
    {
        var interfaces = _gateway.Host.Grpc<Interfaces.InterfacesClient>(caller, "gateway");
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await interfaces.WithdrawInterfaceAsync(new WithdrawInterfaceRequest { Name = Things, Reason = "x" }));

        Assert.That(refused!.StatusCode, Is.EqualTo(StatusCode.PermissionDenied));
        using var open = await _gateway.Rest().GetAsync("/v1/things/a");
        Assert.That(open.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase(InterfaceState.Withdrawn)]
    [TestCase(InterfaceState.Hidden)]
    public void What_nobody_may_call_is_not_deprecated(InterfaceState state) => Assert.Throws<TransitionRefusedException>(
        () => Transitions.Deprecate(Transitions.Create("x", state, [], Somebody), new Timestamp(), "", Somebody));

    [Test]
    public void A_change_that_changes_nothing_leaves_no_trace()
    {
        var sunset = new Timestamp { Seconds = 5000 };
        var exposed = Transitions.Create("x", InterfaceState.Exposed, [], Somebody);
        var deprecated = Transitions.Deprecate(exposed, sunset, "y", Somebody);
        var withdrawn = Transitions.Withdraw(deprecated, "", Somebody);

        Assert.That(Transitions.Expose(exposed, Somebody), Is.SameAs(exposed));
        Assert.That(Transitions.Deprecate(deprecated, sunset, "y", Somebody with { Reason = "Again." }), Is.SameAs(deprecated));
        Assert.That(Transitions.Withdraw(withdrawn, "y", Somebody), Is.SameAs(withdrawn));
        Assert.That(withdrawn.Replacement, Is.EqualTo("y"), "as its deprecation said");
    }

    [Test]
    public void A_second_deprecation_moves_the_sunset_and_not_the_beginning()
    {
        var deprecated = Transitions.Deprecate(Transitions.Create("x", InterfaceState.Exposed, [], Somebody), new Timestamp { Seconds = 5000 }, "", Somebody);
        var moved = Transitions.Deprecate(deprecated, new Timestamp { Seconds = 6000 }, "", Somebody with { Time = new Timestamp { Seconds = 2000 } });

        Assert.That((moved.DeprecateTime.Seconds, moved.SunsetTime.Seconds, moved.Changes.Count), Is.EqualTo((1000L, 6000L, 3)));
        var exposed = Transitions.Expose(moved, Somebody);
        Assert.That((exposed.DeprecateTime, exposed.SunsetTime, exposed.Replacement), Is.EqualTo(((Timestamp?)null, (Timestamp?)null, "")));
    }

    [Test]
    public void Only_the_newest_changes_are_kept()
    {
        Interface resource = Transitions.Create("x", InterfaceState.Exposed, [], Somebody);
        for (var number = 0; number < 100; number++)
            resource = number % 2 == 0 ? Transitions.Withdraw(resource, "", Somebody with { Reason = $"{number}" }) : Transitions.Expose(resource, Somebody with { Reason = $"{number}" });

        Assert.That(resource.Changes.Select(each => each.Reason), Is.EqualTo(Enumerable.Range(50, 50).Reverse().Select(number => $"{number}")));
    }
}
