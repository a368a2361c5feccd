using FactoryTwin.Contracts;
using System.Globalization;
using FactoryTwin.Gateway.Services;
using FactoryTwin.Gateway.V1;
using Google.Protobuf.Reflection;

namespace FactoryTwin.Gateway.Routing;

/// <summary>What a route knows of its method, as the proxy's configuration carries it.</summary>
internal static class RouteMetadata
{
    /// <summary>The service that the route leads to.</summary>
    public const string Service = "service";

    /// <summary>There where no credentials are needed.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>There where either side streams.</summary>
    public const string Streams = "streams";

    /// <summary>There where the caller streams.</summary>
    public const string CallerStreams = "callerStreams";

    /// <summary>The roles of which a caller needs one, parted by commas; not there where any will do.</summary>
    public const string Roles = "roles";

    /// <summary>The header of RFC 9745; there where the interface is deprecated.</summary>
    public const string Deprecation = "deprecation";

    /// <summary>The header of RFC 8594.</summary>
    public const string Sunset = "sunset";

    /// <summary>The header of RFC 8288 that leads to more about the deprecation and to the successor.</summary>
    public const string Link = "link";

    public static IReadOnlyDictionary<string, string> Of(OpenInterface open, MethodDescriptor method, bool streams)
    {
        var access = ContractOptions.AccessOf(method);
        Dictionary<string, string> metadata = new(StringComparer.Ordinal) { [Service] = open.Entry.Id };
        if (access.Anonymous)
            metadata[Anonymous] = "true";
        else if (access.Roles.Count > 0)
            metadata[Roles] = string.Join(',', access.Roles);
        if (streams)
            metadata[Streams] = "true";
        if (method.IsClientStreaming)
            metadata[CallerStreams] = "true";
        if (open.Stored is { State: InterfaceState.Deprecated } stored)
        {
            metadata[Deprecation] = string.Create(CultureInfo.InvariantCulture, $"@{stored.DeprecateTime.Seconds}");
            metadata[Sunset] = stored.SunsetTime.ToDateTime().ToString("R", CultureInfo.InvariantCulture);
            metadata[Link] = Lifecycle.Links.Of(stored);
        }
        return metadata;
    }
}
