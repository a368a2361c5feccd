using System.Net;
using FactoryTwin.Hosting.Tests.Support;
using FactoryTwin.Testing;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FactoryTwin.Hosting.Tests;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ReadinessTests
{
    private readonly Switch pressure = new("pressure");
    private readonly Switch flow = new("flow");
    private readonly FakeTimeProvider time = new();
    private ReadinessMonitor monitor = null!;

    [SetUp]
    public void Create() => monitor = new ReadinessMonitor("pumps", [pressure, flow], time, NullLogger<ReadinessMonitor>.Instance);

    [TearDown]
    public void Dispose() => monitor.Dispose();

    [Test]
    public void Nothing_measured_is_not_ready() =>
        Assert.That((monitor.Report.State, monitor.Report.Detail), Is.EqualTo((ServiceState.Starting, "starting, nothing measured yet")));

    [Test]
    public async Task It_is_ready_only_when_every_check_passes()
    {
        pressure.Ready = true;
        await monitor.MeasureAsync(CancellationToken.None);
        Assert.That((monitor.Report.State, monitor.Report.Detail), Is.EqualTo((ServiceState.Starting, "flow: off")));

        flow.Ready = true;
        await monitor.MeasureAsync(CancellationToken.None);
        Assert.That((monitor.Report.State, monitor.Report.Started), Is.EqualTo((ServiceState.Ready, true)));

        pressure.Ready = false;
        await monitor.MeasureAsync(CancellationToken.None);
        Assert.That((monitor.Report.State, monitor.Report.Started, monitor.Report.Detail), Is.EqualTo((ServiceState.NotReady, true, "pressure: off")));
    }

    [Test]
    public async Task A_check_that_throws_has_failed_with_its_words()
    {
        flow.Throws = new IOException("no sensor");
        await monitor.MeasureAsync(CancellationToken.None);

        Assert.That(monitor.Report.Detail, Does.Contain("flow: no sensor"));
    }

    [Test]
    public async Task A_check_that_hangs_has_failed_and_holds_nobody_up()
    {
        flow.Hangs = true;
        var measuring = monitor.MeasureAsync(CancellationToken.None);
        await Eventually.IsTrueAsync(() => time.WaitingTimers > 0);
        time.Advance(TimeSpan.FromSeconds(3));
        await measuring;

        Assert.That(monitor.Report.Checks.Single(c => c.Name == "flow"), Is.EqualTo(new CheckReport("flow", Ready: false, "no answer within 2 s")));
    }

    [Test]
    public async Task Nothing_makes_a_stopping_service_ready_again()
    {
        (pressure.Ready, flow.Ready) = (true, true);
        await monitor.MeasureAsync(CancellationToken.None);
        monitor.BeginStop();
        await monitor.MeasureAsync(CancellationToken.None);

        Assert.That(monitor.Report.State, Is.EqualTo(ServiceState.Stopping));
    }

    [Test]
    public async Task Probes_and_gRPC_health_show_it_and_the_log_names_a_failing_check_once()
    {
        var check = new Switch("tank-level");
        var module = TestModule.Valves(new ValveBench(), b =>
        {
            b.Services.AddSingleton(check);
            b.ReadyWhen<Switch>();
        });
        await using var host = await ModuleHost.StartAsync(new ModuleHostOptions { WaitUntilReady = false }, module);
        var rest = host.Rest("");
        var health = host.Grpc<Grpc.Health.V1.Health.HealthClient>("");
        async Task<(HttpStatusCode, HttpStatusCode, HealthCheckResponse.Types.ServingStatus)> SeenAsync()
        {
            using var ready = await rest.GetAsync("/healthz/ready");
            using var startup = await rest.GetAsync("/healthz/startup");
            return (ready.StatusCode, startup.StatusCode, (await health.CheckAsync(new HealthCheckRequest { Service = "factorytwin.testing.v1.Valves" })).Status);
        }
        const HttpStatusCode Yes = HttpStatusCode.OK, No = HttpStatusCode.ServiceUnavailable;

        Assert.That(await SeenAsync(), Is.EqualTo((No, No, HealthCheckResponse.Types.ServingStatus.NotServing)));
        check.Ready = true;
        await Eventually.IsTrueAsync(async () => await SeenAsync() == (Yes, Yes, HealthCheckResponse.Types.ServingStatus.Serving));
        check.Ready = false;
        await Eventually.IsTrueAsync(async () => await SeenAsync() == (No, Yes, HealthCheckResponse.Types.ServingStatus.NotServing));
        var measured = check.Asked;
        await Eventually.IsTrueAsync(() => check.Asked > measured + 1);

        Assert.That(host.Logs.Lines.Count(l => l.EventId == 1102 && l.Text.Contains("tank-level: off")), Is.EqualTo(1));
    }

    [Test]
    public async Task The_management_listener_serves_probes_by_HTTP_1_and_nothing_else()
    {
        var settings = new Dictionary<string, string?> { ["Service:ManagementListen"] = "http://127.0.0.1:0" };
        await using var host = await ModuleHost.StartAsync(new ModuleHostOptions { Settings = settings }, TestModule.Valves(new ValveBench()));
        var addresses = host.Services["valves"].Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        using var probe = new HttpClient { BaseAddress = new Uri(addresses.Single(a => a != host.Services["valves"].Address)) };
        async Task<HttpStatusCode> AskAsync(string path)
        {
            using var response = await probe.GetAsync(path);
            return response.StatusCode;
        }

        Assert.That((await AskAsync("/healthz/ready"), await AskAsync("/metrics"), await AskAsync("/v1/valves:describe")),
            Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.NotFound)));
    }

    private sealed class Switch(string name) : IReadinessCheck
    {
        public string Name => name;

        public bool Ready { get; set; }

        public bool Hangs { get; set; }

        public Exception? Throws { get; set; }

        public int Asked { get; private set; }

        public async ValueTask<Readiness> CheckAsync(CancellationToken cancellationToken)
        {
            Asked++;
            if (Throws is not null)
                throw Throws;
            if (Hangs)
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return new Readiness(Ready, Ready ? "on" : "off");
        }
    }
}
