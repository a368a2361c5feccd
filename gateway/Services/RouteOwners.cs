using FactoryTwin.Gateway.Lifecycle;
using FactoryTwin.Rpc.Transcoding;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Gateway.Services;

/// <summary>
/// Whose each route is. What a withdrawn interface had is free, and so is what a service had that is gone; the name of an interface
/// is its service's as long as that is there.
/// </summary>
internal sealed class RouteOwners(IEnumerable<(string Method, string Path)> pages, InterfaceStates states)
{
    private readonly (string Method, string Path)[] _pages = [.. pages];

    /// <exception cref="RouteTakenException">A route or an interface is another service's; names them all.</exception>
    public void Check(Registration registration, IEnumerable<DirectoryEntry> entries)
    {
        var others = entries.Where(entry => !entry.Lapsed && entry.Id != registration.Service).ToArray();
        RouteTrie<RouteConflict> routes = new();
        Dictionary<string, RouteConflict> interfaces = new(StringComparer.Ordinal);
        if (registration.Service != GatewayModule.Id)
            AddPages(routes);
        foreach (var each in others.SelectMany(entry => entry.Instances).Select(instance => instance.Registration))
        {
            foreach (var contract in each.Contract.Interfaces)
                interfaces[contract.FullName] = new RouteConflict(contract.FullName, each.Service, each.Owner, contract.FullName);
            foreach (var (method, template, contract) in Held(each.Contract))
                routes.TryAdd(method, template, new RouteConflict($"{method} {template}", each.Service, each.Owner, contract), out _);
        }
        List<RouteConflict> conflicts = [.. registration.Contract.Names.Where(interfaces.ContainsKey).Select(name => interfaces[name])];
        foreach (var (method, template, @interface) in Held(registration.Contract))
        {
            // The paths of gRPC go with the interface, which was named already.
            if (interfaces.ContainsKey(@interface) && template.Text.StartsWith($"/{@interface}/", StringComparison.Ordinal))
                continue;
            var own = new RouteConflict($"{method} {template}", registration.Service, registration.Owner, "");
            if (!routes.TryAdd(method, template, own, out var taken) && taken!.Service != registration.Service)
                conflicts.Add(taken with { Route = own.Route });
        }
        if (conflicts.Count > 0)
            throw new RouteTakenException(conflicts);
    }

    /// <summary>The routes of a contract that may be called now or later, gRPC's own included: those are paths too.</summary>
    private IEnumerable<(string Method, PathTemplate Template, string Interface)> Held(Contract contract)
    {
        bool Free(ServiceDescriptor each) => states.Of(each.FullName) == V1.InterfaceState.Withdrawn;
        foreach (var route in contract.Routes.Where(route => !Free(route.Method.Service)))
            yield return (route.HttpMethod, route.Template, route.Method.Service.FullName);
        foreach (var method in contract.Interfaces.Where(each => !Free(each)).SelectMany(each => each.Methods))
            yield return ("POST", PathTemplate.Parse($"/{method.Service.FullName}/{method.Name}"), method.Service.FullName);
    }

    private void AddPages(RouteTrie<RouteConflict> routes)
    {
        foreach (var (method, path) in _pages)
        {
            var template = PathTemplate.Parse(path);
            routes.TryAdd(method, template, new RouteConflict($"{method} {template}", GatewayModule.Id, GatewayModule.Team, ""), out _);
        }
    }
}
