using FactoryTwin.Gateway.Services;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Gateway.Routing;

/// <summary>
/// Channels to services, for calls that the gateway makes itself. The directory says where the instances are; calls are shared among
/// those that are best off, and one that no instance has seen is tried at another.
/// </summary>
internal sealed class ServiceChannels(ServiceDirectory directory) : IDisposable
{
    private const int MaxMessage = 32 << 20;
    private static readonly TimeSpan ShortestBackoff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ServiceChannel> _channels = new(StringComparer.Ordinal);

    /// <summary>A way to those instances of a route's service that serve it.</summary>
    public ServiceChannel To(TranscodedRoute route)
    {
        var key = KeyOf(route);
        lock (_gate)
        {
            if (!_channels.TryGetValue(key, out var known))
                _channels[key] = known = new ServiceChannel(() => Open(route));
            return known;
        }
    }

    /// <summary>Closes the channels of which none of these routes has use, once their last calls have ended.</summary>
    public void Keep(IEnumerable<TranscodedRoute> routes)
    {
        var used = routes.Select(KeyOf).ToHashSet(StringComparer.Ordinal);
        lock (_gate)
        {
            foreach (var key in _channels.Keys.Where(key => !used.Contains(key)).ToArray())
            {
                if (_channels.Remove(key, out var gone))
                    gone.Retire();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var each in _channels.Values)
                each.Retire();
            _channels.Clear();
        }
    }

    private (GrpcChannel Channel, ServiceProvider Resolvers) Open(TranscodedRoute route)
    {
        var service = route.Open.Entry.Id;
        var contracts = ContractsOf(route).ToHashSet(StringComparer.Ordinal);
        var resolvers = new ServiceCollection()
            .AddSingleton<Grpc.Net.Client.Balancer.ResolverFactory>(new DirectoryResolverFactory(directory, service, contracts)).BuildServiceProvider();
        var channel = GrpcChannel.ForAddress($"{DirectoryResolverFactory.Scheme}:///{service}", new GrpcChannelOptions
        {
            Credentials = IsSecure(route) ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure,
            ServiceProvider = resolvers,
            ServiceConfig = new ServiceConfig { LoadBalancingConfigs = { new RoundRobinConfig() } },
            MaxReceiveMessageSize = MaxMessage,
            InitialReconnectBackoff = ShortestBackoff,
            MaxReconnectBackoff = LongestBackoff,
        });
        return (channel, resolvers);
    }

    private static bool IsSecure(TranscodedRoute route) => route.Open.Entry.Newest.Address.StartsWith("https:", StringComparison.Ordinal);

    private static IEnumerable<string> ContractsOf(TranscodedRoute route) => route.Open.Entry.Instances
        .Select(each => each.Registration.Contract).Where(each => each.Serves(Contract.CallOf(route.Binding.Method)))
        .Select(each => each.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static string KeyOf(TranscodedRoute route) => $"{route.Open.Entry.Id} {IsSecure(route)} {string.Join(';', ContractsOf(route))}";
}
