using FactoryTwin.Rpc.Tests.Support;
using FactoryTwin.Rpc.Tests.V1;
using FactoryTwin.Testing;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace FactoryTwin.Rpc.Tests.Interop;

/// <summary>Our client's retries and balancing against servers by official libraries.</summary>
public sealed class PeerBalancingTests
{
    private static DateTime Soon => DateTime.UtcNow.AddSeconds(20);

    [TestCase("js", 0)]
    [TestCase("js", 3)]
    [TestCase("py", 0)]
    [TestCase("py", 3)]
    public async Task RetriesTellTheServerHowOftenItFailed(string peer, int failures)
    {
        await using var server = await Peers.ServerAsync(peer);
        using var channel = GrpcChannel.ForAddress(server.Address, Options());
        Assert.That(await AskAsync(channel, $"flaky={failures}"), Is.EqualTo($"{failures}"));
    }

    [TestCase("js")]
    [TestCase("py")]
    public async Task RetriesEndWithThePolicy(string peer)
    {
        await using var server = await Peers.ServerAsync(peer);
        using var channel = GrpcChannel.ForAddress(server.Address, Options());
        var e = await Assert.ThrowsAsync<RpcException>(() => AskAsync(channel, "flaky=4"));
        Assert.That(e!.Status, Is.EqualTo(new Status(StatusCode.Unavailable, "not yet")));
    }

    [Test]
    public async Task RoundRobinLeavesOutWhoDiesAndWhoDoesNotServe()
    {
        await using var steady = await Peers.NodeServerAsync();
        await using var moody = await Peers.NodeServerAsync();
        var mortal = await Peers.PythonServerAsync();
        var ports = new[] { steady.Port, moody.Port, mortal.Port };
        var options = Options();
        options.Credentials = ChannelCredentials.Insecure;
        options.ServiceConfig!.LoadBalancingConfigs.Add(new RoundRobinConfig());
        options.ServiceConfig.HealthCheckConfig = new HealthCheckConfig();
        using var channel = GrpcChannel.ForAddress("static:///" + string.Join(',', ports.Select(port => $"127.0.0.1:{port}")), options);

        await Eventually.IsTrueAsync(async () => (await RoundAsync(channel)).SetEquals(ports));
        await mortal.DisposeAsync();
        Assert.That(await RoundAsync(channel), Is.SubsetOf(new[] { steady.Port, moody.Port }), "no call fails");

        using (var direct = GrpcChannel.ForAddress(moody.Address)) await AskAsync(direct, "health=NOT_SERVING");
        await Eventually.IsTrueAsync(async () => (await RoundAsync(channel)).SetEquals([steady.Port]));
        using (var direct = GrpcChannel.ForAddress(moody.Address)) await AskAsync(direct, "health=SERVING");
        await Eventually.IsTrueAsync(async () => (await RoundAsync(channel)).SetEquals([steady.Port, moody.Port]));
    }

    [Test]
    public async Task ServerThatSendsConnectionsAwayLosesNoCall()
    {
        // grpcio says GOAWAY to each connection after its age and goes on listening.
        await using var server = await Peers.PythonServerAsync("", "50");
        using var channel = GrpcChannel.ForAddress(server.Address);
        var connections = new HashSet<string>();
        await Eventually.IsTrueAsync(async () =>
        {
            var peers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(channel, "peer")));
            connections.UnionWith(peers);
            return connections.Count >= 4;
        });
    }

    private static async Task<HashSet<int>> RoundAsync(GrpcChannel channel)
    {
        var seen = new HashSet<int>();
        for (var i = 0; i < 9; i++) seen.Add(int.Parse(await AskAsync(channel, "port")));
        return seen;
    }

    private static async Task<string> AskAsync(GrpcChannel channel, string question) =>
        (await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Text = question }, deadline: Soon)).Text;

    private static GrpcChannelOptions Options() => new()
    {
        InitialReconnectBackoff = TimeSpan.FromMilliseconds(50),
        ServiceConfig = new ServiceConfig
        {
            MethodConfigs =
            {
                new MethodConfig
                {
                    Names = { new MethodName { Service = "factorytwin.test.rpc.v1.Echo", Method = "Unary" } },
                    RetryPolicy = new RetryPolicy
                    {
                        MaxAttempts = 4,
                        InitialBackoff = TimeSpan.FromMilliseconds(5),
                        MaxBackoff = TimeSpan.FromMilliseconds(20),
                        BackoffMultiplier = 2,
                        RetryableStatusCodes = { StatusCode.Unavailable },
                    },
                },
            },
        },
    };
}
