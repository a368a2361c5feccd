using FactoryTwin.Interop.Tests.Service;
using FactoryTwin.Interop.Tests.Support;
using FactoryTwin.Interop.Tests.Wire;
using Grpc.Net.Client;
using Grpc.Testing;

namespace FactoryTwin.Interop.Tests.Behaviours;

/// <summary>A peer's client, the tap, our server.</summary>
internal sealed class PeerCalling(InteropHost host, WireTap tap, PeerProcess client) : IAsyncDisposable
{
    public InteropHost Host => host;

    public WireTap Tap => tap;

    public PeerProcess Client => client;

    /// <param name="peer">Calls.</param>
    /// <param name="host">Serves; disposed with the pair.</param>
    /// <param name="clientOptions">Of the peer's client.</param>
    public static Task<PeerCalling> StartAsync(Peer peer, InteropHost host, params string[] clientOptions) => StartAsync(peer, host, new WireTap(host.Port), clientOptions);

    public static Task<PeerCalling> StartAsync(Peer peer, InteropHost host, WireTap tap, params string[] clientOptions) =>
        Task.FromResult(new PeerCalling(host, tap, peer.StartClient(tap.Port, clientOptions)));

    /// <summary>A command whose assertions must hold.</summary>
    public async Task<PeerAnswer> AskAsync(string command)
    {
        var answer = await client.AskAsync(command);
        Expect.Check(answer.Ok, $"{command}: {answer.Error}");
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await host.DisposeAsync();
        await tap.DisposeAsync();
    }
}

/// <summary>Our client, the tap, a peer's server.</summary>
internal sealed class OursCalling(PeerProcess server, WireTap tap, GrpcChannel channel) : IAsyncDisposable
{
    public PeerProcess Server => server;

    public WireTap Tap => tap;

    public GrpcChannel Channel => channel;

    public TestService.TestServiceClient Stub { get; } = new(channel);

    public static async Task<OursCalling> StartAsync(Peer peer, GrpcChannelOptions? options = null, params string[] serverOptions)
    {
        var server = await peer.StartServerAsync(serverOptions);
        return Over(server, new WireTap(server.Port), options);
    }

    public static OursCalling Over(PeerProcess server, WireTap tap, GrpcChannelOptions? options = null) =>
        new(server, tap, GrpcChannel.ForAddress(tap.Address, options ?? new GrpcChannelOptions()));

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await server.DisposeAsync();
        await tap.DisposeAsync();
    }
}
