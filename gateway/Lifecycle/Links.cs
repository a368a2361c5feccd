using FactoryTwin.Gateway.V1;

namespace FactoryTwin.Gateway.Lifecycle;

/// <summary>Where callers of an interface that goes find more: the values of a Link header (RFC 8288).</summary>
internal static class Links
{
    /// <summary>To the interface's own entry, and to what replaces it where something does.</summary>
    public static string Of(Interface resource)
    {
        var link = $"""</v1/{resource.Name}>; rel="deprecation"; type="application/json", </v1/{resource.Name}>; rel="sunset"; type="application/json" """.TrimEnd();
        return resource.Replacement.Length == 0 ? link : $"{link}, {Successor(resource)}";
    }

    /// <summary>To what replaces it; empty where nothing does.</summary>
    public static string Successor(Interface resource)
    {
        if (resource.Replacement.Length == 0)
            return "";
        var target = resource.Replacement.Contains(':', StringComparison.Ordinal)
            ? resource.Replacement
            : $"/v1/directory/services/-/interfaces/{resource.Replacement}";
        return $"""<{target}>; rel="successor-version" """.TrimEnd();
    }
}
