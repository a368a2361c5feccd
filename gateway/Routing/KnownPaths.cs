using FactoryTwin.Gateway.Lifecycle;
using FactoryTwin.Gateway.Services;
using FactoryTwin.Gateway.V1;
using FactoryTwin.Rpc.Transcoding;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Gateway.Routing;

/// <summary>Tells a path that nobody has from one that takes other methods and from one that was withdrawn. Built anew when the directory changes.</summary>
internal sealed class KnownPaths
{
    private readonly OpenInterfaces _open;
    private readonly InterfaceStates _states;
    private volatile Lazy<(RouteTrie<string> Open, RouteTrie<Interface> Withdrawn)> _paths;

    public KnownPaths(ServiceDirectory directory, OpenInterfaces open, InterfaceStates states)
    {
        (_open, _states) = (open, states);
        _paths = new(Build);
        directory.RoutesChanged += () => _paths = new(Build);
    }

    /// <summary>The methods that a request's path takes; empty where nobody has the path.</summary>
    public IReadOnlyCollection<string> Methods(HttpContext http) => _paths.Value.Open.Match(http.Request.Method, PathOf(http)).Allowed;

    /// <summary>The withdrawn interface that a REST request means; null where it means none.</summary>
    public Interface? Withdrawn(HttpContext http) => _paths.Value.Withdrawn.Match(http.Request.Method, PathOf(http)).Value;

    private static string PathOf(HttpContext http) => http.Request.Path.ToUriComponent();

    private (RouteTrie<string> Open, RouteTrie<Interface> Withdrawn) Build()
    {
        RouteTrie<string> open = new();
        RouteTrie<Interface> withdrawn = new();
        foreach (var each in _open.List())
        {
            foreach (var route in each.Contracts.SelectMany(contract => contract.Routes))
                open.TryAdd(route.HttpMethod, route.Template, each.Entry.Id, out _);
        }
        foreach (var each in _states.All.Where(each => each.State == InterfaceState.Withdrawn))
        {
            foreach (var route in each.RestRoutes)
                withdrawn.TryAdd(route.Method, PathTemplate.Parse(route.Path), each, out _);
        }
        return (open, withdrawn);
    }
}
