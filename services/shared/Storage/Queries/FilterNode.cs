namespace FactoryTwin.Storage.Queries;

/// <summary>A parsed AIP-160 filter. A comparison with an unset field is false, except "!=", which is true.</summary>
internal abstract record FilterNode;

internal sealed record AllOf(IReadOnlyList<FilterNode> Nodes) : FilterNode;

internal sealed record AnyOf(IReadOnlyList<FilterNode> Nodes) : FilterNode;

internal sealed record Not(FilterNode Node) : FilterNode;

internal sealed record Comparison(string Field, Comparator Comparator, FilterText Value) : FilterNode;

internal enum Comparator { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, Has }

/// <summary>What a field is compared with: literal text, with wildcards between the segments where there is more than one.</summary>
internal sealed record FilterText(IReadOnlyList<string> Segments, bool Quoted)
{
    public bool HasWildcard => Segments.Count > 1;

    /// <summary>A bare *, as in "field:*": set at all.</summary>
    public bool IsAnything => !Quoted && Segments is ["", ""];

    public string Literal => string.Join('*', Segments);
}
