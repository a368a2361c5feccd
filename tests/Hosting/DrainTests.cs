using System.Net;
using FactoryTwin.Events;
using FactoryTwin.Hosting.Tests.Support;
using FactoryTwin.Hosting.Tests.V1;
using FactoryTwin.Storage;
using FactoryTwin.Testing;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Hosting.Tests;

[TestFixture]
public sealed class DrainTests
{
    [Test]
    public async Task A_running_call_ends_well_while_the_service_stops()
    {
        var bench = new ValveBench();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.OnGet = _ =>
        {
            entered.TrySetResult();
            return release.Task;
        };
        await using var host = await ModuleHost.StartAsync(TestModule.Valves(bench));
        var call = host.Grpc<Valves.ValvesClient>().GetValveAsync(new GetValveRequest { Name = "valves/a" }).ResponseAsync;
        await entered.Task;

        var stop = host.Services.StopAsync(CancellationToken.None);
        await Eventually.IsTrueAsync(() => host.Services["valves"].Readiness.Report.State == ServiceState.Stopping);
        Assert.That(stop.IsCompleted, Is.False, "the drain waits for the call");
        release.SetResult();

        Assert.That((await call).Name, Is.EqualTo("valves/a"));
        await stop;
    }

    [Test]
    public async Task A_stream_without_end_is_ended_at_once()
    {
        var bench = new ValveBench();
        await using var host = await ModuleHost.StartAsync(TestModule.Valves(bench));
        using var watch = host.Grpc<Valves.ValvesClient>().WatchValves(new WatchValvesRequest());
        await bench.WatchStarted.Task;

        var stop = host.Services.StopAsync(CancellationToken.None);
        var end = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await watch.ResponseStream.MoveNext(CancellationToken.None))
            {
            }
        });
        await stop;

        Assert.That(end!.StatusCode, Is.EqualTo(StatusCode.Unavailable));
    }

    [Test]
    public async Task A_service_told_to_stop_is_not_ready_at_once_and_still_answers()
    {
        await using var host = await ModuleHost.StartAsync(TestModule.Valves(new ValveBench()));
        var rest = host.Rest();
        host.Services["valves"].BeginStop();

        using var ready = await rest.GetAsync("/healthz/ready");
        using var live = await rest.GetAsync("/healthz/live");
        using var call = await rest.GetAsync("/v1/valves/a");

        Assert.That((ready.StatusCode, live.StatusCode, call.StatusCode),
            Is.EqualTo((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.OK)));
    }

    [Test]
    public async Task What_is_committed_reaches_the_listener_once_across_restarts()
    {
        var seen = new List<string>();
        var publisher = TestModule.Valves(new ValveBench(), b => b.Publishes("testing.valves"));
        var listener = new TestModule("listener", b =>
        {
            b.Services.AddSingleton(seen);
            b.Listens<Handler>("testing.valves");
        });
        await using var host = await ModuleHost.StartAsync(publisher, listener);

        for (var round = 0; round < 3; round++)
        {
            var store = host.Services["valves"].Services.GetRequiredService<IStore>();
            var change = new ValveChanged { Valve = new Valve { Name = $"valves/{round}" } };
            await store.WriteAsync(t =>
            {
                t.Publish("testing.valves", CloudEvent.Of(change, "/services/valves", "k", DateTimeOffset.UnixEpoch, $"e{round}"));
                return true;
            }, CancellationToken.None);
            // The stop itself has to publish it; the listener may get it now or after the restart.
            await host.RestartAsync();
        }

        await Eventually.IsTrueAsync(() => Count(seen) == 3);
        await host.RestartAsync();
        Assert.That(seen, Is.EqualTo(new[] { "e0", "e1", "e2" }));
    }

    private static int Count(List<string> seen)
    {
        lock (seen)
            return seen.Count;
    }

    private sealed class Handler(List<string> seen, IStore store) : IEventHandler
    {
        public async Task HandleAsync(EventBatch batch, CancellationToken cancellationToken)
        {
            await store.WriteAsync(t =>
            {
                t.SaveOffset(batch, "listener");
                return true;
            }, cancellationToken);
            lock (seen)
                seen.AddRange(batch.Events.Select(e => e.Event.Id));
        }
    }
}
