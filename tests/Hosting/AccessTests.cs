using System.Net;
using FactoryTwin.Hosting.Auth;
using FactoryTwin.Hosting.Tests.Support;
using FactoryTwin.Hosting.Tests.V1;
using FactoryTwin.Testing;
using Grpc.Core;

namespace FactoryTwin.Hosting.Tests;

/// <summary>Who gets through to which method, over both transports.</summary>
[TestFixture]
public sealed class AccessTests
{
    private static readonly string[] Callers = ["", .. DevelopmentIssuer.Users.Select(u => u.Id), "services/scheduler"];

    private ModuleHost host = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => host = await ModuleHost.StartAsync(TestModule.Valves(new ValveBench()));

    [OneTimeTearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [TestCaseSource(nameof(Callers))]
    public async Task A_method_without_roles_takes_anyone_who_signed_in(string caller) =>
        Assert.That(await StatusOfAsync(caller, c => c.GetValveAsync(new GetValveRequest { Name = "valves/a" })),
            Is.EqualTo(caller.Length == 0 ? StatusCode.Unauthenticated : StatusCode.OK));

    [TestCaseSource(nameof(Callers))]
    public async Task A_method_with_roles_takes_those_who_have_one_of_them(string caller) =>
        Assert.That(await StatusOfAsync(caller, c => c.UpdateValveAsync(new UpdateValveRequest { Valve = new Valve { Name = "valves/a" } })),
            Is.EqualTo(caller switch
            {
                "" => StatusCode.Unauthenticated,
                "operator" or "engineer" or "admin" => StatusCode.OK,
                _ => StatusCode.PermissionDenied,
            }));

    [TestCaseSource(nameof(Callers))]
    public async Task A_method_for_services_takes_no_person(string caller) =>
        Assert.That(await StatusOfAsync(caller, c => c.SyncValvesAsync(new SyncValvesRequest())),
            Is.EqualTo(caller switch
            {
                "" => StatusCode.Unauthenticated,
                "services/scheduler" => StatusCode.OK,
                _ => StatusCode.PermissionDenied,
            }));

    [TestCaseSource(nameof(Callers))]
    public async Task An_open_method_takes_everyone(string caller) =>
        Assert.That(await StatusOfAsync(caller, c => c.DescribeValvesAsync(new DescribeValvesRequest())), Is.EqualTo(StatusCode.OK));

    [Test]
    public async Task A_refusal_names_the_roles_that_would_do()
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
            await host.Grpc<Valves.ValvesClient>("dispatcher").UpdateValveAsync(new UpdateValveRequest { Valve = new Valve { Name = "valves/a" } }));

        Assert.That(refusal!.Status.Detail, Does.Contain("engineer, operator").And.Contain("dispatcher"));
    }

    [Test]
    public async Task The_handler_knows_the_caller()
    {
        var valve = await host.Grpc<Valves.ValvesClient>("operator").UpdateValveAsync(new UpdateValveRequest { Valve = new Valve { Name = "valves/a" } });

        Assert.That(valve.ChangedBy, Is.EqualTo("operator"));
    }

    [TestCase("", HttpStatusCode.Unauthorized)]
    [TestCase("dispatcher", HttpStatusCode.OK)]
    public async Task REST_is_judged_like_gRPC(string caller, HttpStatusCode expected)
    {
        using var response = await host.Rest(caller).GetAsync("/v1/valves/a");

        Assert.That(response.StatusCode, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_forged_token_is_refused_and_does_not_close_an_open_method()
    {
        var forged = host.Token("admin")[..^4] + "AAAA";
        var headers = new Metadata { { "authorization", "Bearer " + forged } };
        var client = host.Grpc<Valves.ValvesClient>("");

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await client.GetValveAsync(new GetValveRequest { Name = "valves/a" }, headers));
        var open = await client.DescribeValvesAsync(new DescribeValvesRequest(), headers);

        Assert.That(refusal!.StatusCode, Is.EqualTo(StatusCode.Unauthenticated));
        Assert.That(open.ChangedBy, Is.EqualTo("anonymous"));
    }

    private async Task<StatusCode> StatusOfAsync(string caller, Func<Valves.ValvesClient, AsyncUnaryCall<Valve>> call)
    {
        try
        {
            await call(host.Grpc<Valves.ValvesClient>(caller));
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}
