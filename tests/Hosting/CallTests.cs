using System.Net;
using FactoryTwin.Hosting.Tests.Support;
using FactoryTwin.Hosting.Tests.V1;
using FactoryTwin.Testing;
using Grpc.Core;

namespace FactoryTwin.Hosting.Tests;

/// <summary>Deadlines, audit and the way a call is bounded.</summary>
[TestFixture]
public sealed class CallTests
{
    private readonly FakeTimeProvider time = new();
    private readonly ValveBench bench = new();
    private ModuleHost host = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => host = await ModuleHost.StartAsync(new ModuleHostOptions { Time = time }, TestModule.Valves(bench));

    [OneTimeTearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [Test]
    public async Task A_call_without_deadline_gets_the_default_one() =>
        Assert.That(await SeenDeadlineAsync(null), Is.EqualTo(time.GetUtcNow().UtcDateTime.AddSeconds(30)));

    [Test]
    public async Task A_far_deadline_is_cut_to_the_longest() =>
        Assert.That(await SeenDeadlineAsync(TimeSpan.FromHours(3)), Is.EqualTo(time.GetUtcNow().UtcDateTime.AddMinutes(5)));

    [Test]
    public async Task A_near_deadline_stays() =>
        Assert.That(await SeenDeadlineAsync(TimeSpan.FromSeconds(20)), Is.EqualTo(time.GetUtcNow().UtcDateTime.AddSeconds(20)).Within(TimeSpan.FromSeconds(1)));

    [Test]
    public async Task A_handler_that_takes_longer_is_cancelled_and_the_caller_told()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.OnGet = context =>
        {
            entered.TrySetResult();
            return Task.Delay(Timeout.Infinite, context.CancellationToken);
        };
        var rest = host.Rest().GetAsync("/v1/valves/slow");
        await entered.Task;

        time.Advance(TimeSpan.FromSeconds(31));

        using var response = await rest;
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.GatewayTimeout));
    }

    [Test]
    public async Task A_change_is_audited_with_who_what_where_and_outcome_and_a_read_is_not()
    {
        bench.OnGet = _ => Task.CompletedTask;
        await host.Grpc<Valves.ValvesClient>("operator").UpdateValveAsync(new UpdateValveRequest { Valve = new Valve { Name = "valves/audited" } });
        await Assert.ThrowsAsync<RpcException>(async () =>
            await host.Grpc<Valves.ValvesClient>("dispatcher").UpdateValveAsync(new UpdateValveRequest { Valve = new Valve { Name = "valves/audited" } }));
        await host.Grpc<Valves.ValvesClient>("operator").GetValveAsync(new GetValveRequest { Name = "valves/read" });

        var audit = host.Logs.Lines.Where(l => l.EventId == 1001).Select(l => l.Text).ToArray();
        Assert.That(audit, Has.Some.Contains("operator called factorytwin.testing.v1.Valves/UpdateValve on valves/audited: OK"));
        Assert.That(audit, Has.Some.Contains("dispatcher called factorytwin.testing.v1.Valves/UpdateValve").And.Some.Contains("PERMISSION_DENIED"));
        Assert.That(audit, Has.None.Contains("valves/read"));
    }

    private async Task<DateTime> SeenDeadlineAsync(TimeSpan? timeout)
    {
        var seen = DateTime.MinValue;
        bench.OnGet = context =>
        {
            seen = context.Deadline;
            return Task.CompletedTask;
        };
        await host.Grpc<Valves.ValvesClient>().GetValveAsync(new GetValveRequest { Name = "valves/a" }, deadline: DateTime.UtcNow + timeout);
        return seen;
    }
}
