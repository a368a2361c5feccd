using FactoryTwin.Gateway.Lifecycle;
using FactoryTwin.Gateway.Routing;
using FactoryTwin.Gateway.V1;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Gateway.Services;

/// <summary>The parts of the directory.</summary>
internal static class DirectoryRegistrations
{
    /// <param name="services">The gateway's container.</param>
    /// <param name="reserved">Routes that are the gateway's own.</param>
    public static void AddDirectory(this IServiceCollection services, IEnumerable<(string Method, string Path)> reserved)
    {
        services.AddSingleton(provider => new InterfaceStates(
            provider.GetRequiredService<GatewayOptions>().NewInterfaces == NewInterfacePolicy.Hidden ? InterfaceState.Hidden : InterfaceState.Exposed));
        services.AddSingleton(provider => new RouteOwners(reserved, provider.GetRequiredService<InterfaceStates>()));
        services.AddSingleton(provider => new ServiceDirectory(
            provider.GetRequiredService<GatewayOptions>().Lease,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<RouteOwners>(),
            provider.GetRequiredService<InterfaceStates>()));
        services.AddSingleton<ContractReader>().AddSingleton<DirectoryStore>().AddSingleton<InterfaceStore>().AddSingleton<ServiceEntries>();
        services.AddSingleton<OpenInterfaces>().AddSingleton<Failover>().AddSingleton<ServiceChannels>().AddSingleton<TranscodedRoutes>();
    }
}
