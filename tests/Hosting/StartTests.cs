using System.Net;
using System.Net.Sockets;
using FactoryTwin.Events;
using FactoryTwin.Hosting.Auth;
using FactoryTwin.Hosting.Clients;
using FactoryTwin.Hosting.Tests.Support;
using FactoryTwin.Storage;
using FactoryTwin.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Hosting.Tests;

/// <summary>A start that is refused says which service and why; a service that fails later does too.</summary>
[TestFixture]
public sealed class StartTests
{
    [Test]
    public async Task A_method_that_does_not_say_who_may_call_it_refuses_the_start()
    {
        var refusal = await RefusalAsync(new TestModule("odd", b => b.Serves<UndeclaredService>()));

        Assert.That(refusal.Faults.Select(f => f.Subject),
            Is.EqualTo(new[] { "factorytwin.testing.v1.Undeclared.First", "factorytwin.testing.v1.Undeclared.Second" }));
    }

    [Test]
    public async Task A_port_in_use_is_named_with_the_service()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";

        var refusal = await RefusalAsync(TestModule.Valves(new ValveBench()), ("Services:valves:Listen", address));

        Assert.That(refusal.Faults.Single().Service, Is.EqualTo("valves"));
        Assert.That(refusal.Faults.Single().Description, Does.Contain(address).And.Contain("choose another port"));
    }

    [Test]
    public async Task A_data_directory_that_is_a_file_is_named()
    {
        using var directory = new TempDirectory();
        await File.WriteAllTextAsync(directory["data"], "not a directory");

        var refusal = await RefusalAsync(TestModule.Valves(new ValveBench()), ("Storage:Directory", directory["data"]));

        Assert.That(refusal.Message, Does.Contain(directory["data"]));
    }

    [Test]
    public async Task A_data_directory_in_use_is_named()
    {
        await using var first = await ModuleHost.StartAsync(TestModule.Valves(new ValveBench()));

        var refusal = await RefusalAsync(Checked(), ("Storage:Directory", first.DataDirectory));

        Assert.That(refusal.Message, Does.Contain(first.DataDirectory).And.Contain("another process"));
    }

    [Test]
    public async Task A_store_that_is_no_database_is_named_with_the_service()
    {
        using var directory = new TempDirectory();
        Directory.CreateDirectory(directory["valves"]);
        await File.WriteAllTextAsync(directory["valves/store.db"], new string('x', 5000));

        var refusal = await RefusalAsync(Checked(), ("Storage:Directory", directory.Path));

        Assert.That(refusal.Faults.Single().Service, Is.EqualTo("valves"));
        Assert.That(refusal.Message, Does.Contain(directory["valves/store.db"]).And.Contain("damaged"));
    }

    [Test]
    public async Task A_start_that_is_called_off_closes_everything_again()
    {
        using var directory = new TempDirectory();
        var settings = new Dictionary<string, string?> { ["Auth:Mode"] = "development", ["Storage:Directory"] = directory.Path };
        var group = ServiceHost.Build(Checked(), new ServiceHostOptions { Configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build() });

        await Assert.ThatAsync(() => group.StartAsync(new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        await group.StopAsync(CancellationToken.None);
        await group.DisposeAsync();

        await using var again = await ModuleHost.StartAsync(new ModuleHostOptions { DataDirectory = directory.Path }, Checked());
        Assert.That(again.Services["valves"].Readiness.Report.State, Is.EqualTo(ServiceState.Ready));
    }

    [Test]
    public async Task One_service_that_cannot_start_takes_the_others_with_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var directory = new TempDirectory();

        await RefusalAsync(
            [TestModule.Valves(new ValveBench(), name: "good"), TestModule.Valves(new ValveBench(), name: "bad")],
            ("Services:bad:Listen", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}"), ("Storage:Directory", directory.Path));

        // Nothing holds the directory any more: the same data can be opened.
        await using var again = await ModuleHost.StartAsync(
            new ModuleHostOptions { DataDirectory = directory.Path }, TestModule.Valves(new ValveBench(), name: "good"));
        Assert.That(again.Services["good"].Readiness.Report.State, Is.EqualTo(ServiceState.Ready));
    }

    [Test]
    public async Task A_refused_start_still_drains_the_services_that_were_up()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var directory = new TempDirectory();
        using var logs = new LogCapture();
        var settings = new Dictionary<string, string?>
        {
            ["Auth:Mode"] = "development",
            ["Storage:Directory"] = directory.Path,
            ["Services:bad:Listen"] = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}",
        };
        var group = ServiceHost.Build(
            [new TestModule("good", b => b.Runs<Committer>()), TestModule.Valves(new ValveBench(), name: "bad")],
            new ServiceHostOptions
            {
                Configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build(),
                Logging = (_, logging) => logging.AddProvider(logs),
            });

        await Assert.ThrowsAsync<StartRefusedException>(async () => await group.StartAsync(CancellationToken.None));
        await group.DisposeAsync();

        Assert.That(logs.Lines.Where(l => l.EventId is 1201 or 1202), Is.Empty, "the bus was there until the outbox was empty");
    }

    [Test]
    public async Task A_service_that_starts_after_another_finds_it_listening()
    {
        var seen = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asker = new TestModule("asker", b =>
        {
            b.Services.AddSingleton(seen);
            b.Runs<AddressReader>();
        })
        { After = ["valves"] };

        await using var host = await ModuleHost.StartAsync(TestModule.Valves(new ValveBench()), asker);

        Assert.That(await seen.Task, Is.EqualTo(host.Services["valves"].Address));
    }

    [Test]
    public async Task A_worker_that_fails_is_a_failure_of_its_service()
    {
        await using var host = await ModuleHost.StartAsync(
            new ModuleHostOptions { WaitUntilReady = false }, new TestModule("weak", b => b.Runs<WeakWorker>()), TestModule.Valves(new ValveBench()));

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var (service, reason) = await host.Services.WaitForFailureAsync(limit.Token);

        Assert.That((service, reason), Is.EqualTo(("weak", "WeakWorker failed: bearing seized")));
    }

    [Test]
    public async Task Development_tokens_survive_a_restart_and_their_key_is_the_owners_alone()
    {
        await using var host = await ModuleHost.StartAsync(TestModule.Valves(new ValveBench()));
        var token = host.Token("operator");
        await host.RestartAsync();
        var rest = host.Rest("");
        rest.DefaultRequestHeaders.Authorization = new("Bearer", token);

        using var response = await rest.GetAsync("/v1/valves/a");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(File.GetUnixFileMode(Path.Combine(host.DataDirectory, "development-issuer.key")),
            Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void The_development_issuer_refuses_any_other_mode()
    {
        using var directory = new TempDirectory();

        var refusal = Assert.Throws<StartRefusedException>(() =>
            DevelopmentIssuer.Open(new AuthOptions { Mode = AuthMode.Oidc }, directory["key"], TimeProvider.System));

        Assert.That(refusal!.Faults.Single().Subject, Is.EqualTo("Auth:Mode"));
        Assert.That(File.Exists(directory["key"]), Is.False);
    }

    /// <summary>With a check that needs the store, as services have.</summary>
    private static TestModule Checked() => TestModule.Valves(new ValveBench(), b => b.ReadyWhen<OutboxIsShort>());

    private static Task<StartRefusedException> RefusalAsync(ServiceModule module, params (string Key, string? Value)[] settings) =>
        RefusalAsync([module], settings);

    private static async Task<StartRefusedException> RefusalAsync(ServiceModule[] modules, params (string Key, string? Value)[] settings) =>
        (await Assert.ThrowsAsync<StartRefusedException>(async () =>
        {
            await using var host = await ModuleHost.StartAsync(new ModuleHostOptions { Settings = settings.ToDictionary(s => s.Key, s => s.Value) }, modules);
        }))!;

    private sealed class OutboxIsShort(IStore store) : IReadinessCheck
    {
        public string Name => "outbox-is-short";

        public ValueTask<Readiness> CheckAsync(CancellationToken cancellationToken) => new(new Readiness(store.Outbox.Count < 100, "too long"));
    }

    private sealed class Committer(IStore store) : BackgroundService
    {
        public override async Task StopAsync(CancellationToken cancellationToken)
        {
            await store.WriteAsync(t =>
            {
                t.Publish("testing.last", new CloudEvent("1", "/services/good", "last", DateTimeOffset.UnixEpoch, "k", ReadOnlyMemory<byte>.Empty));
                return true;
            }, CancellationToken.None);
            await base.StopAsync(cancellationToken);
        }

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Delay(Timeout.Infinite, stoppingToken);
    }

    private sealed class AddressReader(ServiceAddresses addresses, TaskCompletionSource<string?> seen) : BackgroundService
    {
        public override Task StartAsync(CancellationToken cancellationToken)
        {
            seen.SetResult(addresses.Own("valves"));
            return base.StartAsync(cancellationToken);
        }

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Delay(Timeout.Infinite, stoppingToken);
    }

    private sealed class WeakWorker(IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var started = new TaskCompletionSource();
            await using var registration = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
            await started.Task;
            throw new InvalidOperationException("bearing seized");
        }
    }
}
