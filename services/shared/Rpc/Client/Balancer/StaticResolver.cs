using FactoryTwin.Rpc.Client;

namespace Grpc.Net.Client.Balancer;

/// <summary>Addresses that do not change. Registered for <c>static:///name</c>; without one, <c>static:///a:1,b:2</c> is the list itself.</summary>
public sealed class StaticResolverFactory(Func<Uri, IEnumerable<BalancerAddress>> addressesCallback) : ResolverFactory
{
    public override string Name => "static";

    public override Resolver Create(ResolverOptions options) => new StaticResolver([.. addressesCallback(options.Address)]);

    /// <summary>The addresses that stand in the URI.</summary>
    /// <exception cref="ArgumentException">One of them has no port.</exception>
    internal static IEnumerable<BalancerAddress> Listed(Uri address) => Uri.UnescapeDataString(address.AbsolutePath.Trim('/'))
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(one => ChannelTarget.TrySplit(one, out var host, out var port) && port > 0
            ? new BalancerAddress(host, port)
            : throw new ArgumentException($"'{one}' in '{address}' is no address: give host:port.", nameof(address)));
}

internal sealed class StaticResolver(IReadOnlyList<BalancerAddress> addresses) : Resolver
{
    public override void Start(Action<ResolverResult> listener) => listener(ResolverResult.ForResult(addresses));
}
