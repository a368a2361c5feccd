using System.Security.Cryptography;
using System.Text;
using FactoryTwin.Gateway.Services;
using FactoryTwin.Rpc.Transcoding;
using Google.Protobuf.Reflection;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace FactoryTwin.Gateway.Routing;

/// <summary>A REST route that the gateway answers by calling its service by gRPC.</summary>
internal sealed record TranscodedRoute(OpenInterface Open, RestBinding Binding);

/// <summary>What leads where.</summary>
/// <param name="Routes">Routes of the proxy.</param>
/// <param name="Clusters">The instances that they lead to.</param>
/// <param name="Transcoded">REST routes of services that have gRPC alone.</param>
internal sealed record RouteTable(IReadOnlyList<RouteConfig> Routes, IReadOnlyList<ClusterConfig> Clusters, IReadOnlyList<TranscodedRoute> Transcoded)
{
    /// <summary>A stream may be quiet for long; whoever waits for an answer is timed by the route.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(24);

    /// <summary>Turns what is open of the directory into routes. Each leads to those instances alone whose contract has it.</summary>
    public static RouteTable Of(IEnumerable<OpenInterface> open, GatewayOptions options)
    {
        // What a service had that is gone may be another's now: the list has those who are there first.
        RouteTrie<string> taken = new();
        List<RouteConfig> routes = [];
        List<TranscodedRoute> transcoded = [];
        Dictionary<string, ClusterConfig> clusters = new(StringComparer.Ordinal);
        foreach (var each in open.Where(each => each.Entry.Id != GatewayModule.Id))
        {
            foreach (var route in each.Contracts.SelectMany(contract => contract.Routes))
            {
                if (!taken.TryAdd(route.HttpMethod, route.Template, each.Entry.Id, out _))
                    continue;
                if (!each.Entry.ServesRest)
                    transcoded.Add(new TranscodedRoute(each, route));
                else
                    routes.Add(Rest(each, route, Cluster(each, Contract.CallOf(route), clusters), options));
            }
            foreach (var method in each.Contracts.SelectMany(contract => contract.Interfaces).SelectMany(service => service.Methods))
            {
                if (taken.TryAdd("gRPC", PathTemplate.Parse(Path(method)), each.Entry.Id, out _))
                    routes.Add(Grpc(each, method, Cluster(each, Contract.CallOf(method), clusters)));
            }
        }
        return new RouteTable(routes, [.. clusters.Values], transcoded);
    }

    /// <summary>The cluster of the instances that serve a call: the service's own where all do.</summary>
    private static string Cluster(OpenInterface open, string call, Dictionary<string, ClusterConfig> clusters)
    {
        var serving = open.Entry.Instances.Where(each => each.Registration.Contract.Serves(call)).ToArray();
        var id = open.Entry.Id;
        if (serving.Length < open.Entry.Instances.Count)
        {
            var contracts = serving.Select(each => each.Registration.Contract.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
            id += "@" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', contracts))))[..8];
        }
        if (!clusters.ContainsKey(id))
            clusters[id] = Cluster(id, serving);
        return id;
    }

    private static ClusterConfig Cluster(string id, IEnumerable<Instance> instances) => new()
    {
        ClusterId = id,
        LoadBalancingPolicy = "PowerOfTwoChoices",
        HttpRequest = new ForwarderRequestConfig
        {
            Version = new Version(2, 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            ActivityTimeout = Quiet,
        },
        // Without a destination the proxy answers 503: the path is known, its service is away.
        Destinations = Instance.Best(instances).ToDictionary(
            each => each.Address, each => new DestinationConfig { Address = each.Address }, StringComparer.Ordinal),
    };

    private static string Path(MethodDescriptor method) => $"/{method.Service.FullName}/{method.Name}";

    private static RouteConfig Rest(OpenInterface open, RestBinding route, string cluster, GatewayOptions options)
    {
        var streams = route.Method.IsClientStreaming || route.Method.IsServerStreaming;
        return new RouteConfig
        {
            RouteId = $"{open.Entry.Id} {route.HttpMethod} {route.Template}",
            ClusterId = cluster,
            Match = new RouteMatch { Path = route.Template.ToRoutePattern(), Methods = TranscodingEndpoints.MethodsOf(route) },
            Timeout = streams ? null : options.RequestTimeout,
            MaxRequestBodySize = route.Method.IsClientStreaming ? options.MaxStreamBytes : options.MaxRequestBytes,
            Metadata = RouteMetadata.Of(open, route.Method, streams),
        };
    }

    private static RouteConfig Grpc(OpenInterface open, MethodDescriptor method, string cluster) => new()
    {
        RouteId = $"{open.Entry.Id} gRPC {method.FullName}",
        ClusterId = cluster,
        Match = new RouteMatch { Path = Path(method), Methods = ["POST"] },
        // The caller's own deadline counts, and the service's limit on messages.
        MaxRequestBodySize = -1,
        Metadata = RouteMetadata.Of(open, method, streams: true),
    };
}
