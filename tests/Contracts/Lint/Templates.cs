using System.Text.RegularExpressions;

namespace FactoryTwin.Contracts.Tests.Lint;

/// <summary>Path templates and resource patterns, as text.</summary>
internal static partial class Templates
{
    /// <summary>Takes the variables' braces away: "/v1/{name=sources/*}" is "/v1/sources/*", "/v1/{code}" is "/v1/*".</summary>
    public static string Open(string path) => Variable().Replace(path, match => match.Groups["pattern"] is { Success: true } pattern ? pattern.Value : "*");

    /// <summary>The path that a resource of this pattern has in version <paramref name="version"/>: "/v1/sources/*" for "sources/{source}".</summary>
    public static string PathOf(string pattern, string version) => $"/{version}/{Open(pattern)}";

    /// <summary>The path of the collection that a resource is in: "/v1/sources" for "/v1/sources/*".</summary>
    public static string CollectionOf(string path) => path.EndsWith("/*", StringComparison.Ordinal) ? path[..^2] : path;

    /// <summary>Whether a resource of this pattern lies within another.</summary>
    public static bool IsNested(string pattern) => pattern.Count(letter => letter == '{') > 1;

    /// <summary>The version at the end of a package: "v1" of "factorytwin.energy.v1".</summary>
    public static string VersionOf(string package) => package[(package.LastIndexOf('.') + 1)..];

    [GeneratedRegex(@"\{(?<field>[\w.]+)(=(?<pattern>[^}]*))?\}")]
    private static partial Regex Variable();
}
