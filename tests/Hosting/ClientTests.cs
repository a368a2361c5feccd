using FactoryTwin.Gateway.V1;
using FactoryTwin.Hosting.Tests.Support;
using FactoryTwin.Hosting.Tests.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Testing;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Hosting.Tests;

/// <summary>How one service calls another, and how it announces itself.</summary>
[TestFixture]
public sealed class ClientTests
{
    [Test]
    public async Task Calls_carry_the_services_own_credentials()
    {
        await using var host = await ModuleHost.StartAsync(TestModule.Valves(new ValveBench()), new TestModule("scheduler", _ => { }));

        var valve = await Clients(host, "scheduler").Get<Valves.ValvesClient>("valves").SyncValvesAsync(new SyncValvesRequest());

        Assert.That(valve.ChangedBy, Is.EqualTo("services/scheduler"));
    }

    [Test]
    public async Task A_read_is_tried_again_when_the_peer_is_away_for_a_moment()
    {
        var attempts = 0;
        var bench = new ValveBench { OnGet = _ => ++attempts < 3 ? throw RpcErrors.Unavailable("for a moment") : Task.CompletedTask };
        await using var host = await ModuleHost.StartAsync(TestModule.Valves(bench));

        var valve = await Clients(host, "valves").Get<Valves.ValvesClient>("valves").GetValveAsync(new GetValveRequest { Name = "valves/a" });

        Assert.That((valve.Name, attempts), Is.EqualTo(("valves/a", 3)));
    }

    [Test]
    public async Task Another_failure_is_not_tried_again()
    {
        var attempts = 0;
        var bench = new ValveBench { OnGet = _ => ++attempts > 0 ? throw RpcErrors.Aborted("CHANGED", "somebody was quicker") : Task.CompletedTask };
        await using var host = await ModuleHost.StartAsync(TestModule.Valves(bench));

        var failure = await FailureAsync(Clients(host, "valves").Get<Valves.ValvesClient>("valves").GetValveAsync(new GetValveRequest { Name = "valves/a" }));

        Assert.That((failure.StatusCode, attempts), Is.EqualTo((StatusCode.Aborted, 1)));
        Assert.That(RpcErrors.GetStatus(failure).Details, Is.Not.Empty, "the details come through");
    }

    [Test]
    public async Task A_change_is_tried_once_even_if_the_peer_is_away()
    {
        await using var host = await ModuleHost.StartAsync(new TestModule("scheduler", _ => { }));

        var failure = await FailureAsync(Clients(host, "scheduler").Get<Valves.ValvesClient>("valves").SyncValvesAsync(new SyncValvesRequest()));

        Assert.That(failure.StatusCode, Is.EqualTo(StatusCode.Unavailable));
        Assert.That(failure.Status.Detail, Does.Contain("Services:valves:Address"));
    }

    [Test]
    public async Task After_many_failures_calls_fail_at_once_and_heal_when_the_peer_is_back()
    {
        var (attempts, away) = (0, true);
        var bench = new ValveBench
        {
            OnGet = _ =>
            {
                attempts++;
                return away ? throw RpcErrors.Unavailable("away") : Task.CompletedTask;
            },
        };
        await using var host = await ModuleHost.StartAsync(TestModule.Valves(bench));
        var client = Clients(host, "valves").Get<Valves.ValvesClient>("valves");
        async Task<RpcException> CallAsync() => await FailureAsync(client.GetValveAsync(new GetValveRequest { Name = "valves/a" }));

        RpcException? last = null;
        await Eventually.IsTrueAsync(async () => (last = await CallAsync()).Status.Detail.Contains("does not answer"));
        var before = attempts;
        await CallAsync();
        Assert.That(attempts - before, Is.LessThanOrEqualTo(4), "an open circuit asks the peer at most for its one probe");

        away = false;
        await Eventually.IsTrueAsync(async () =>
        {
            try
            {
                return (await client.GetValveAsync(new GetValveRequest { Name = "valves/a" })).Name == "valves/a";
            }
            catch (RpcException)
            {
                return false;
            }
        });
    }

    [Test]
    public async Task A_service_announces_itself_with_its_contract()
    {
        var directory = new FakeDirectory();
        var gateway = new TestModule("gateway", b =>
        {
            b.Services.AddSingleton(directory);
            b.Serves<FakeDirectory>();
        });
        await using var host = await ModuleHost.StartAsync(gateway, TestModule.Valves(new ValveBench()));

        await Eventually.IsTrueAsync(() => directory.Find("valves") is not null);

        var request = directory.Find("valves")!;
        Assert.That((request.Address, request.Owner, request.Interfaces.Single()),
            Is.EqualTo((host.Services["valves"].Address, "tests", "factorytwin.testing.v1.Valves")));
        var files = FileDescriptorSet.Parser.ParseFrom(request.FileDescriptorSet).File.Select(f => f.Name).ToArray();
        Assert.That(files, Does.Contain("valves.proto").And.Contain("google/api/http.proto"));
        Assert.That(Array.IndexOf(files, "google/api/http.proto"), Is.LessThan(Array.IndexOf(files, "valves.proto")), "imports come first");
    }

    private static IServiceClients Clients(ModuleHost host, string service) => host.Services[service].Services.GetRequiredService<IServiceClients>();

    private static async Task<RpcException> FailureAsync(AsyncUnaryCall<Valve> call) =>
        (await Assert.ThrowsAsync<RpcException>(async () => await call))!;

    private sealed class FakeDirectory : Gateway.V1.Directory.DirectoryBase
    {
        private readonly List<RegisterServiceRequest> requests = [];

        public RegisterServiceRequest? Find(string service)
        {
            lock (requests)
                return requests.FirstOrDefault(r => r.Service == service);
        }

        public override Task<RegisterServiceResponse> RegisterService(RegisterServiceRequest request, ServerCallContext context)
        {
            lock (requests)
                requests.Add(request);
            return Task.FromResult(new RegisterServiceResponse());
        }
    }
}
