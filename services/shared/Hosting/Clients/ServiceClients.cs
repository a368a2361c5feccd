using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using FactoryTwin.Hosting.Auth;
using FactoryTwin.Hosting.Calls;
using Grpc.Core;
using Grpc.Net.Client;

namespace FactoryTwin.Hosting.Clients;

/// <inheritdoc cref="IServiceClients"/>
internal sealed class ServiceClients(
    ServiceAddresses addresses, IServiceCredentials credentials, RpcOptions options, PeerChannels channels, TimeProvider time, IMeterFactory meters) : IServiceClients, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Peer> peers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Service, Type Client), object> clients = new();

    public TClient Get<TClient>(string service) where TClient : ClientBase<TClient> =>
        (TClient)clients.GetOrAdd((service, typeof(TClient)), static (key, self) => self.Create(key.Service, key.Client), this);

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in peers.Values)
            await peer.DisposeAsync();
    }

    private object Create(string service, Type client)
    {
        var peer = peers.GetOrAdd(service, name => new Peer(name, addresses, new PeerResilience(name, time, meters.Create("FactoryTwin.Hosting")), channels));
        var invoker = new PeerCallInvoker(service, peer.Connect, credentials, peer.Resilience.Breaker, options.ClientDeadline, time);
        return Activator.CreateInstance(client, invoker)!;
    }

    /// <summary>One service and the channel to where it is now; a peer that moved gets a new channel.</summary>
    private sealed class Peer(string service, ServiceAddresses addresses, PeerResilience resilience, PeerChannels channels) : IAsyncDisposable
    {
        private readonly Lock gate = new();
        private (string Address, GrpcChannel Channel, CallInvoker Invoker)? current;

        public PeerResilience Resilience => resilience;

        public CallInvoker? Connect()
        {
            if (!addresses.TryGet(service, out var address))
                return null;
            lock (gate)
            {
                if (current?.Address != address)
                {
                    // Calls on the old channel end by themselves; its connections close when they are idle.
                    var channel = channels.Open(address);
                    current = (address, channel, channel.CreateCallInvoker());
                }
                return current!.Value.Invoker;
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (current is { } open)
                await open.Channel.ShutdownAsync();
        }
    }
}
