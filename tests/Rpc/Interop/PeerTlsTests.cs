using System.Text.Json;
using FactoryTwin.Rpc.Health;
using FactoryTwin.Rpc.Server;
using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Rpc.Tests.Tls;
using FactoryTwin.Rpc.Tests.V1;
using FactoryTwin.Testing;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FactoryTwin.Rpc.Tests.Interop;

/// <summary>TLS with certificates on both sides, between ours and official libraries, in both directions.</summary>
[TestFixture("js")]
[TestFixture("py")]
public sealed class PeerTlsTests(string peer)
{
    private TestCa _ca = null!;

    [OneTimeSetUp]
    public void Begin() => _ca = new TestCa().Server().Client();

    [OneTimeTearDown]
    public void End() => _ca.Dispose();

    [Test]
    public async Task OurClientIsKnownToTheirServerByItsCertificate()
    {
        await using var server = await Peers.ServerAsync(peer, _ca.Folder);
        using var channel = Channel(server, new SslCredentials(_ca.Ca, new KeyCertificatePair(_ca.Text("client.pem"), _ca.Text("client.key"))));
        Assert.That(await AskAsync(channel, "who"), Is.EqualTo("scheduler"));
    }

    [Test]
    public async Task TheirServerRefusesOurClientWithoutCertificate()
    {
        await using var server = await Peers.ServerAsync(peer, _ca.Folder);
        using var channel = Channel(server, new SslCredentials(_ca.Ca));
        var e = await Assert.ThrowsAsync<RpcException>(() => AskAsync(channel, "who"));
        Assert.That(e!.StatusCode, Is.EqualTo(StatusCode.Unavailable));
    }

    [Test]
    public async Task TheirClientIsKnownToOurServerByItsCertificate()
    {
        var seen = new Identities();
        await using var host = await EchoHost.StartAsync(
            services: services => services.AddRpcHealth().AddRpcReflection().AddSingleton<IRpcServerInterceptor>(seen),
            listener: listen => listen.UseRpcTls(new ServerTlsOptions
            {
                CertificateFile = _ca.PathOf("server.pem"),
                KeyFile = _ca.PathOf("server.key"),
                ClientCaFile = _ca.CaFile,
                RequireClientCertificate = true,
            }, TimeProvider.System, NullLogger.Instance));
        var printed = peer == "js" ? await Peers.NodeClientAsync(host.Port, _ca.Folder) : await Peers.PythonClientAsync(host.Port, _ca.Folder);
        var unary = JsonDocument.Parse(printed).RootElement.GetProperty("unary");
        Assert.That(unary.GetProperty("messages")[0].GetProperty("text").GetString(), Is.EqualTo("hello"));
        Assert.That(seen.Last!.PeerIdentity.Single().Value, Is.EqualTo("scheduler"));
    }

    private static GrpcChannel Channel(PeerProcess server, ChannelCredentials credentials) =>
        GrpcChannel.ForAddress($"https://localhost:{server.Port}", new GrpcChannelOptions { Credentials = credentials });

    private static async Task<string> AskAsync(GrpcChannel channel, string question) =>
        (await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Text = question }, deadline: DateTime.UtcNow.AddSeconds(20))).Text;
}
