using FactoryTwin.Hosting.Tests.Support;
using FactoryTwin.Hosting.Tests.V1;
using FactoryTwin.Testing;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Hosting.Tests;

/// <summary>A service that listens on https with certificates on both sides, and peers that call it.</summary>
[TestFixture]
public sealed class TlsTests
{
    private TestCa ca = null!;

    [SetUp]
    public void Begin() => ca = new TestCa().Server("valves").Client();

    [TearDown]
    public void End() => ca.Dispose();

    [Test]
    public async Task Services_call_each_other_with_certificates_on_both_sides()
    {
        ca.Service("valves and scheduler", "peer");
        await using var host = await ModuleHost.StartAsync(Settings(("Tls:CertificateFile", ca.PathOf("peer.pem")), ("Tls:KeyFile", ca.PathOf("peer.key"))),
            TestModule.Valves(new ValveBench()), new TestModule("scheduler", _ => { }));
        Assert.That(host.Services["valves"].Address, Does.StartWith("https:"));

        var clients = host.Services["scheduler"].Services.GetRequiredService<IServiceClients>();
        var valve = await clients.Get<Valves.ValvesClient>("valves").SyncValvesAsync(new SyncValvesRequest());

        Assert.That(valve.ChangedBy, Is.EqualTo("services/scheduler"));
    }

    [Test]
    public async Task A_caller_without_certificate_is_refused()
    {
        await using var host = await ModuleHost.StartAsync(Settings(), TestModule.Valves(new ValveBench()));
        using var channel = GrpcChannel.ForAddress(host.Services["valves"].Address, new GrpcChannelOptions { Credentials = new SslCredentials(ca.Ca) });

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new Valves.ValvesClient(channel).SyncValvesAsync(new SyncValvesRequest()));

        Assert.That(failure!.StatusCode, Is.EqualTo(StatusCode.Unavailable));
    }

    [TestCase("Tls:KeyFile", "")]
    [TestCase("Tls:KeyFile", "client.key")]
    [TestCase("Tls:CertificateFile", "no-such.pem")]
    [TestCase("Tls:ClientCaFile", "server.key")]
    [TestCase("Tls:ClientCaFile", "")]
    [TestCase("Tls:RootCaFile", "server.key")]
    public async Task Faulty_files_refuse_the_start_by_their_option(string key, string file)
    {
        var options = Settings((key, file.Length == 0 ? "" : ca.PathOf(file)));

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => ModuleHost.StartAsync(options, TestModule.Valves(new ValveBench())));

        Assert.That(refused!.Message, Does.Contain(key));
    }

    [Test]
    public async Task Https_without_certificate_is_refused()
    {
        var options = new ModuleHostOptions { Settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Service:Listen"] = "https://127.0.0.1:0" } };

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => ModuleHost.StartAsync(options, TestModule.Valves(new ValveBench())));

        Assert.That(refused!.Message, Does.Contain("Tls:CertificateFile"));
    }

    private ModuleHostOptions Settings(params (string Key, string Value)[] other)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Service:Listen"] = "https://127.0.0.1:0",
            ["Tls:CertificateFile"] = ca.PathOf("server.pem"),
            ["Tls:KeyFile"] = ca.PathOf("server.key"),
            ["Tls:ClientCaFile"] = ca.CaFile,
            ["Tls:RequireClientCertificate"] = "true",
            ["Tls:RootCaFile"] = ca.CaFile,
        };
        foreach (var (key, value) in other)
            settings[key] = value;
        return new ModuleHostOptions { Settings = settings };
    }
}
