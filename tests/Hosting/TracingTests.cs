using System.Collections.Concurrent;
using System.Diagnostics;
using FactoryTwin.Hosting.Tests.Support;
using FactoryTwin.Hosting.Tests.V1;
using FactoryTwin.Testing;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Hosting.Tests;

[TestFixture]
public sealed class TracingTests
{
    [Test]
    public async Task Traces_and_metrics_are_sent_to_the_configured_collector()
    {
        var received = new ConcurrentDictionary<string, long>();
        await using var collector = await StartCollectorAsync(received);
        var settings = new Dictionary<string, string?> { ["Telemetry:OtlpEndpoint"] = collector.Urls.First(), ["Telemetry:OtlpProtocol"] = "http" };
        await using (var host = await ModuleHost.StartAsync(new ModuleHostOptions { Settings = settings }, TestModule.Valves(new ValveBench())))
            await host.Grpc<Valves.ValvesClient>().GetValveAsync(new GetValveRequest { Name = "valves/a" });

        // What was recorded is sent before the process lets go.
        Assert.That(received.Keys, Is.EquivalentTo(new[] { "/v1/traces", "/v1/metrics" }));
        Assert.That(received.Values, Has.All.Positive);
    }

    [Test]
    public async Task A_call_has_one_server_span_with_its_method_and_status()
    {
        var ended = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or "FactoryTwin.Rpc.Server",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = await ModuleHost.StartAsync(TestModule.Valves(new ValveBench()));
        await Assert.ThrowsAsync<RpcException>(async () =>
            await host.Grpc<Valves.ValvesClient>().GetValveAsync(new GetValveRequest { Name = "valves/none" }));

        const string Method = "factorytwin.testing.v1.Valves/GetValve";
        await Eventually.IsTrueAsync(() => ended.Any(a => a.DisplayName == Method));
        var span = ended.Single(a => (string?)a.GetTagItem("rpc.method") == Method);
        Assert.That((span.Kind, span.GetTagItem("rpc.response.status_code"), span.Status),
            Is.EqualTo((ActivityKind.Server, (object?)"NOT_FOUND", ActivityStatusCode.Unset)), "a caller's mistake is no error of the server");
    }

    private static async Task<WebApplication> StartCollectorAsync(ConcurrentDictionary<string, long> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/{**path}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            received.AddOrUpdate(request.Path, body.Length, (_, sum) => sum + body.Length);
        });
        await app.StartAsync();
        return app;
    }
}
