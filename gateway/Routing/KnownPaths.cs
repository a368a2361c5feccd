using FactoryTwin.Gateway.Services;
using FactoryTwin.Rpc.Transcoding;
using Microsoft.AspNetCore.Http;

namespace FactoryTwin.Gateway.Routing;

/// <summary>Tells a path that nobody has from one that takes other methods. Built anew when the directory changes.</summary>
internal sealed class KnownPaths
{
    private readonly ServiceDirectory _directory;
    private volatile RouteTrie<string> _paths;

    public KnownPaths(ServiceDirectory directory)
    {
        _directory = directory;
        _paths = Build();
        directory.RoutesChanged += () => _paths = Build();
    }

    /// <summary>The methods that a request's path takes; empty where nobody has the path.</summary>
    public IReadOnlyCollection<string> Methods(HttpContext http) => _paths.Match(http.Request.Method, http.Request.Path.ToUriComponent()).Allowed;

    private RouteTrie<string> Build()
    {
        RouteTrie<string> paths = new();
        foreach (var entry in _directory.List())
        {
            foreach (var route in entry.Registration.Routes)
                paths.TryAdd(route.HttpMethod, route.Template, entry.Id, out _);
        }
        return paths;
    }
}
