using FactoryTwin.Rpc.Transcoding;

namespace FactoryTwin.Rpc.OpenApi;

/// <summary>The path of a rule as OpenAPI writes it: "/v1/{name=sources/*}:import" becomes "/v1/sources/{source}:import".</summary>
/// <param name="Path">With a parameter for each segment that varies.</param>
/// <param name="Names">The parameters, with the variable that each is a part of; null for a bare "*".</param>
internal sealed record PathParameters(string Path, IReadOnlyList<(string Name, PathVariable? Variable)> Names)
{
    public static PathParameters Of(PathTemplate template)
    {
        List<(string Name, PathVariable? Variable)> names = [];
        List<string> parts = [];
        for (var index = 0; index < template.Segments.Count; index++)
        {
            var segment = template.Segments[index];
            if (segment.Kind == PathSegmentKind.Literal)
            {
                parts.Add(segment.Text);
                continue;
            }
            var variable = template.Variables.FirstOrDefault(each => index >= each.Start && index < each.Start + each.Count);
            var name = Unique(variable is { Count: 1 } ? variable.Name : Singular(index > 0 ? template.Segments[index - 1].Text : "path"), names);
            names.Add((name, variable));
            parts.Add($"{{{name}}}");
        }
        return new PathParameters("/" + string.Join('/', parts) + (template.Verb is null ? "" : ":" + template.Verb), names);
    }

    /// <summary>A collection's name as that of one member: "sources" becomes "source", "batches" "batch", "priceSeries" stays.</summary>
    private static string Singular(string collection) => collection switch
    {
        "" => "segment",
        _ when collection.EndsWith("eries", StringComparison.Ordinal) => collection,
        _ when collection.EndsWith("ies", StringComparison.Ordinal) => collection[..^3] + "y",
        _ when collection.EndsWith("ches", StringComparison.Ordinal) || collection.EndsWith("sses", StringComparison.Ordinal) => collection[..^2],
        _ when collection.EndsWith('s') => collection[..^1],
        _ => collection,
    };

    private static string Unique(string name, List<(string Name, PathVariable? Variable)> names) =>
        names.Any(each => each.Name == name) ? $"{name}{names.Count + 1}" : name;
}
