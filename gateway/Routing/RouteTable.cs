using System.Globalization;
using FactoryTwin.Gateway.Services;
using FactoryTwin.Rpc.Transcoding;
using Google.Protobuf.Reflection;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace FactoryTwin.Gateway.Routing;

/// <summary>Turns the directory into routes and clusters of the proxy.</summary>
internal static class RouteTable
{
    /// <summary>Route metadata: the service that it leads to.</summary>
    public const string Service = "service";

    /// <summary>Route metadata: "true" where no credentials are needed.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>Route metadata: "true" where either side streams.</summary>
    public const string Streams = "streams";

    /// <summary>A stream may be quiet for long; whoever waits for an answer is timed by the route.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(24);

    public static IReadOnlyList<RouteConfig> Routes(IEnumerable<DirectoryEntry> entries, GatewayOptions options)
    {
        // What a lapsed service had may be another's now: those who are there come first.
        RouteTrie<string> taken = new();
        List<RouteConfig> routes = [];
        foreach (var entry in Proxied(entries).OrderBy(entry => entry.Lapsed))
        {
            var methods = entry.Registration.Interfaces.SelectMany(service => service.Methods);
            routes.AddRange(entry.Registration.Routes
                .Where(route => taken.TryAdd(route.HttpMethod, route.Template, entry.Id, out _)).Select(route => Rest(entry.Id, route, options)));
            routes.AddRange(methods
                .Where(method => taken.TryAdd("gRPC", PathTemplate.Parse(Path(method)), entry.Id, out _)).Select(method => Grpc(entry.Id, method)));
        }
        return routes;
    }

    public static IReadOnlyList<ClusterConfig> Clusters(IEnumerable<DirectoryEntry> entries) =>
    [
        .. Proxied(entries).Select(entry => new ClusterConfig
        {
            ClusterId = entry.Id,
            HttpRequest = new ForwarderRequestConfig
            {
                Version = new Version(2, 0),
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                ActivityTimeout = Quiet,
            },
            // Without a destination the proxy answers 503: the path is known, its service is away.
            Destinations = entry.Lapsed
                ? null
                : new Dictionary<string, DestinationConfig>(StringComparer.Ordinal)
                {
                    [entry.Id] = new() { Address = entry.Registration.Address.GetLeftPart(UriPartial.Authority) },
                },
        }),
    ];

    /// <summary>The gateway's own routes need no proxy.</summary>
    private static IEnumerable<DirectoryEntry> Proxied(IEnumerable<DirectoryEntry> entries) => entries.Where(entry => entry.Id != GatewayModule.Id);

    private static string Path(MethodDescriptor method) => $"/{method.Service.FullName}/{method.Name}";

    private static RouteConfig Rest(string service, RestBinding route, GatewayOptions options)
    {
        var streams = route.Method.IsClientStreaming || route.Method.IsServerStreaming;
        return new RouteConfig
        {
            RouteId = $"{service} {route.HttpMethod} {route.Template}",
            ClusterId = service,
            Match = new RouteMatch { Path = route.Template.ToRoutePattern(), Methods = [route.HttpMethod] },
            Timeout = streams ? null : options.RequestTimeout,
            MaxRequestBodySize = route.Method.IsClientStreaming ? options.MaxStreamBytes : options.MaxRequestBytes,
            Metadata = Metadata(service, route.Method, streams),
        };
    }

    private static RouteConfig Grpc(string service, MethodDescriptor method) => new()
    {
        RouteId = $"{service} gRPC {method.FullName}",
        ClusterId = service,
        Match = new RouteMatch { Path = Path(method), Methods = ["POST"] },
        // The caller's own deadline counts, and the service's limit on messages.
        MaxRequestBodySize = -1,
        Metadata = Metadata(service, method, streams: true),
    };

    private static Dictionary<string, string> Metadata(string service, MethodDescriptor method, bool streams) => new(StringComparer.Ordinal)
    {
        [Service] = service,
        [Anonymous] = Registration.AccessOf(method).Anonymous.ToString(CultureInfo.InvariantCulture),
        [Streams] = streams.ToString(CultureInfo.InvariantCulture),
    };
}
