using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Rpc.Tests.V1;
using FactoryTwin.Rpc.Tls;
using FactoryTwin.Testing;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FactoryTwin.Rpc.Tests.Tls;

/// <summary>Our client and our server by TLS; that others agree is shown by the peers' tests.</summary>
public sealed class TlsTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private TestCa _ca = null!;
    private Identities _seen = null!;

    [SetUp]
    public void Begin()
    {
        _ca = new TestCa().Server().Client();
        _seen = new Identities();
    }

    [TearDown]
    public void End() => _ca.Dispose();

    [Test]
    public async Task CallsPassByTlsWithRootsOfOnesOwn()
    {
        await using var host = await StartAsync();
        Assert.That(host.Address, Does.StartWith("https:"));
        await CallAsync(host, new SslCredentials(_ca.Ca));
        Assert.That(_seen.Last!.IsPeerAuthenticated, Is.False);
        Assert.That(_seen.Last.FindPropertiesByName("transport_security_type").Single().Value, Is.EqualTo("ssl"));
    }

    [Test]
    public async Task ServerIsNotTrustedWithoutItsRoot()
    {
        await using var host = await StartAsync();
        using var other = new TestCa();
        foreach (var credentials in new[] { new SslCredentials(), new SslCredentials(other.Ca) })
        {
            var e = await Assert.ThrowsAsync<RpcException>(async () => await CallAsync(host, credentials));
            Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.Unavailable));
            Assert.That(e.Status.Detail, Does.Contain("certificate"));
        }
    }

    [TestCase(null, "x509_common_name", "scheduler")]
    [TestCase("spiffe://plant/scheduler", "x509_subject_alternative_name", "spiffe://plant/scheduler")]
    public async Task HandlerSeesWhoTheClientIs(string? uri, string property, string name)
    {
        _ca.Client(uri: uri);
        await using var host = await StartAsync(clients: true, required: true);
        await CallAsync(host, Own());
        Assert.Multiple(() =>
        {
            Assert.That(_seen.Last!.IsPeerAuthenticated, Is.True);
            Assert.That(_seen.Last.PeerIdentityPropertyName, Is.EqualTo(property));
            Assert.That(_seen.Last.PeerIdentity.Select(one => one.Value), Is.EqualTo(new[] { name }));
            Assert.That(_seen.Last.FindPropertiesByName("x509_pem_cert").Single().Value, Does.StartWith("-----BEGIN CERTIFICATE-----"));
        });
    }

    [Test]
    public async Task ClientWithoutCertificateIsRefusedWhereOneIsRequired()
    {
        await using var host = await StartAsync(clients: true, required: true);
        var e = await Assert.ThrowsAsync<RpcException>(async () => await CallAsync(host, new SslCredentials(_ca.Ca)));
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.Unavailable));
        Assert.That(_seen.Last, Is.Null);
    }

    [Test]
    public async Task ClientWithoutCertificateIsNobodyWhereNoneIsRequired()
    {
        await using var host = await StartAsync(clients: true);
        await CallAsync(host, new SslCredentials(_ca.Ca));
        Assert.That(_seen.Last!.IsPeerAuthenticated, Is.False);
    }

    [Test]
    public async Task CertificateOfAnotherAuthorityOrForAnotherUseIsRefused()
    {
        await using var host = await StartAsync(clients: true);
        using var other = new TestCa().Client();
        _ca.Server("a server that calls", "serving");
        foreach (var pair in new[] { new KeyCertificatePair(other.Text("client.pem"), other.Text("client.key")), new KeyCertificatePair(_ca.Text("serving.pem"), _ca.Text("serving.key")) })
        {
            var e = await Assert.ThrowsAsync<RpcException>(async () => await CallAsync(host, new SslCredentials(_ca.Ca, pair)));
            Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.Unavailable));
        }
        Assert.That(_seen.Last, Is.Null);
    }

    [Test]
    public async Task RenewedCertificateCountsFromTheNextConnectionOnAndRunningOnesStay()
    {
        await using var host = await StartAsync();
        var names = new List<string>();
        using var first = Observing(host, names);
        await new Echo.EchoClient(first).UnaryAsync(new EchoRequest());

        _ca.Server("renewed");
        _time.Advance(TimeSpan.FromSeconds(2));
        await new Echo.EchoClient(first).UnaryAsync(new EchoRequest());
        using var second = Observing(host, names);
        await new Echo.EchoClient(second).UnaryAsync(new EchoRequest());
        Assert.That(names, Is.EqualTo(new[] { "CN=server", "CN=renewed" }));
    }

    [Test]
    public async Task FilesThatMakeNoSenseLeaveTheOldCertificateInForce()
    {
        await using var host = await StartAsync();
        await File.WriteAllTextAsync(_ca.PathOf("server.key"), "half of a fi");
        _time.Advance(TimeSpan.FromSeconds(2));
        await CallAsync(host, new SslCredentials(_ca.Ca));
        File.Delete(_ca.PathOf("server.pem"));
        _time.Advance(TimeSpan.FromSeconds(2));
        await CallAsync(host, new SslCredentials(_ca.Ca));
    }

    [Test]
    public void FaultsOfFilesAreTold()
    {
        _ca.Server("old", "old", DateTimeOffset.UtcNow.AddHours(-1)).Server("other", "other");
        string? Fault(string certificate, string key) => Pem.FaultOfIdentity(_ca.PathOf(certificate), _ca.PathOf(key), DateTimeOffset.UtcNow)?.Fault;
        Assert.Multiple(() =>
        {
            Assert.That(Fault("server.pem", "server.key"), Is.Null);
            Assert.That(Fault("none.pem", "server.key"), Does.Contain("cannot be read"));
            Assert.That(Fault("server.key", "server.key"), Does.Contain("holds no PEM certificate"));
            Assert.That(Fault("server.pem", "other.key"), Does.Contain("holds no private key of the certificate"));
            Assert.That(Fault("server.pem", "server.pem"), Does.Contain("holds no private key of the certificate"));
            Assert.That(Fault("old.pem", "old.key"), Does.Contain("ended on"));
            Assert.That(Pem.FaultOfRoots(_ca.CaFile), Is.Null);
            Assert.That(Pem.FaultOfRoots(_ca.PathOf("server.key")), Does.Contain("holds no PEM certificate"));
        });
    }

    private static async Task CallAsync(EchoHost host, SslCredentials credentials)
    {
        using var channel = GrpcChannel.ForAddress(host.Address, new GrpcChannelOptions { Credentials = credentials });
        await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest(), deadline: DateTime.UtcNow.AddSeconds(20));
    }

    private static GrpcChannel Observing(EchoHost host, List<string> names)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            names.Add(certificate!.Subject);
            return true;
        };
        return GrpcChannel.ForAddress(host.Address, new GrpcChannelOptions { HttpHandler = handler });
    }

    private SslCredentials Own() => new(_ca.Ca, new KeyCertificatePair(_ca.Text("client.pem"), _ca.Text("client.key")));

    private Task<EchoHost> StartAsync(bool clients = false, bool required = false) => EchoHost.StartAsync(
        services: services => services.AddSingleton<IRpcServerInterceptor>(_seen),
        listener: listen => listen.UseRpcTls(new ServerTlsOptions
        {
            CertificateFile = _ca.PathOf("server.pem"),
            KeyFile = _ca.PathOf("server.key"),
            ClientCaFile = clients ? _ca.CaFile : "",
            RequireClientCertificate = required,
        }, _time, NullLogger.Instance));
}

/// <summary>Remembers who called last.</summary>
internal sealed class Identities : IRpcServerInterceptor
{
    public AuthContext? Last { get; private set; }

    public Task InvokeAsync(RpcMethod method, ServerCallContext context, Func<Task> next)
    {
        Last = context.AuthContext;
        return next();
    }
}
