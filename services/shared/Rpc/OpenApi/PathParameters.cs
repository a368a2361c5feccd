using FactoryTwin.Rpc.Transcoding;

namespace FactoryTwin.Rpc.OpenApi;

/// <summary>A part of a path that varies.</summary>
/// <param name="Name">Of the parameter.</param>
/// <param name="Variable">What it is a part of; null for a bare "*".</param>
/// <param name="Segment">Index of its segment in the template.</param>
/// <param name="IsWhole">True where it is all of the variable's value, and not a part of a resource's name.</param>
/// <param name="Form">The resource's name, in quotes, with a parameter for each part that varies.</param>
internal sealed record PathParameter(string Name, PathVariable? Variable, int Segment, bool IsWhole, string Form);

/// <summary>The path of a rule as OpenAPI writes it: "/v1/{name=sources/*}:import" becomes "/v1/sources/{source}:import".</summary>
/// <param name="Path">With a parameter for each segment that varies.</param>
/// <param name="Names">The parameters.</param>
internal sealed record PathParameters(string Path, IReadOnlyList<PathParameter> Names)
{
    public static PathParameters Of(PathTemplate template)
    {
        List<(string Name, PathVariable? Variable, int Segment)> names = [];
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
            names.Add((name, variable, index));
            parts.Add($"{{{name}}}");
        }
        return new PathParameters("/" + string.Join('/', parts) + (template.Verb is null ? "" : ":" + template.Verb), [.. names.Select(Describe)]);

        PathParameter Describe((string Name, PathVariable? Variable, int Segment) part)
        {
            var own = part.Variable is { } variable ? parts.GetRange(variable.Start, variable.Count) : [];
            return new PathParameter(part.Name, part.Variable, part.Segment, own.Count == 1, $"\"{string.Join('/', own)}\"");
        }
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

    private static string Unique(string name, List<(string Name, PathVariable? Variable, int Segment)> names) =>
        names.Any(each => each.Name == name) ? $"{name}{names.Count + 1}" : name;
}
