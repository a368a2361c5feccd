namespace FactoryTwin.Rpc.Transcoding;

/// <summary>What one segment of a template matches.</summary>
public enum PathSegmentKind
{
    /// <summary>Exactly its text.</summary>
    Literal,

    /// <summary>"*": one segment, not empty.</summary>
    Single,

    /// <summary>"**": the rest of the path, also none of it. Only at the end.</summary>
    Rest,
}

/// <summary>One segment of a template; <paramref name="Text"/> is empty unless it is a literal.</summary>
public readonly record struct PathSegment(PathSegmentKind Kind, string Text);

/// <summary>A variable: the segments from <paramref name="Start"/> on, <paramref name="Count"/> of them, go to <paramref name="FieldPath"/>.</summary>
/// <param name="FieldPath">Names of proto fields, outermost first.</param>
/// <param name="Start">Index of its first segment.</param>
/// <param name="Count">How many segments of the template it spans. Where the last is "**", the rest of the path belongs to it.</param>
public sealed record PathVariable(IReadOnlyList<string> FieldPath, int Start, int Count)
{
    /// <summary>The path as it is written in the template.</summary>
    public string Name => string.Join('.', FieldPath);
}

/// <summary>
/// A path template of <c>google.api.http</c>, for example "/v1/{name=sources/*}:import"
/// (grammar: google/api/http.proto, "Path template syntax").
/// </summary>
public sealed class PathTemplate
{
    internal PathTemplate(string text, IReadOnlyList<PathSegment> segments, IReadOnlyList<PathVariable> variables, string? verb)
    {
        Text = text;
        Segments = segments;
        Variables = variables;
        Verb = verb;
    }

    /// <summary>The template as it was written.</summary>
    public string Text { get; }

    public IReadOnlyList<PathSegment> Segments { get; }

    public IReadOnlyList<PathVariable> Variables { get; }

    /// <summary>What follows the last colon, without it; null where there is none.</summary>
    public string? Verb { get; }

    /// <summary>Reads a template.</summary>
    /// <exception cref="FormatException">It does not follow the grammar; the message says where.</exception>
    public static PathTemplate Parse(string text) => new PathTemplateParser(text).Parse();

    /// <summary>The value of a variable, decoded, out of the raw segments of a path that matched.</summary>
    /// <exception cref="FormatException">The percent-encoding is broken.</exception>
    public string Value(PathVariable variable, IReadOnlyList<string> rawSegments)
    {
        var toTheEnd = Segments[variable.Start + variable.Count - 1].Kind == PathSegmentKind.Rest;
        var count = toTheEnd ? rawSegments.Count - variable.Start : variable.Count;
        if (variable.Count == 1 && !toTheEnd)
            return PercentEncoding.Decode(rawSegments[variable.Start], keepSlash: false);
        return string.Join('/', rawSegments.Skip(variable.Start).Take(count).Select(raw => PercentEncoding.Decode(raw, keepSlash: true)));
    }

    /// <summary>
    /// The same paths as a route pattern of ASP.NET Core, for example "/v1/sources/{p2}:import"; parameters are named by the
    /// index of their segment.
    /// </summary>
    public string ToRoutePattern()
    {
        var parts = Segments.Select((segment, index) => segment.Kind switch
        {
            PathSegmentKind.Literal => segment.Text.Replace("{", "{{").Replace("}", "}}"),
            PathSegmentKind.Single => $"{{p{index}}}",
            // ASP.NET Core allows nothing behind a catch-all, so that the verb becomes a condition on its value.
            _ => Verb is null ? $"{{**p{index}}}" : $"{{**p{index}:regex(:{Verb}$)}}",
        });
        var rest = Segments[^1].Kind == PathSegmentKind.Rest;
        return "/" + string.Join('/', parts) + (Verb is null || rest ? "" : ":" + Verb);
    }

    public override string ToString() => Text;
}
