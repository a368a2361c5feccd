namespace FactoryTwin.Storage.Queries;

/// <summary>
/// AIP-160 by recursive descent. As there, OR binds tighter than AND: "a = 1 AND b = 2 OR c = 3" is "a = 1 AND (b = 2 OR c = 3)",
/// and comparisons side by side are joined by AND.
/// </summary>
internal sealed class FilterParser
{
    private const int MaxLength = 8192;
    private const int MaxDepth = 32;
    private const int MaxComparisons = 200;

    private readonly FilterScanner scanner;
    private int comparisons;

    private FilterParser(string filter) => scanner = new FilterScanner(filter);

    /// <summary>The filter's meaning; null where it is empty.</summary>
    public static FilterNode? Parse(string filter)
    {
        if (filter.Length > MaxLength)
            throw new InvalidQueryException("filter", $"It is {filter.Length} characters long, at most {MaxLength} are taken.");
        var parser = new FilterParser(filter);
        if (parser.scanner.AtEnd)
            return null;
        var node = parser.Expression(0);
        return parser.scanner.AtEnd ? node : throw parser.scanner.Fault("a comparison, AND or OR is expected here.");
    }

    private FilterNode Expression(int depth)
    {
        if (depth > MaxDepth)
            throw scanner.Fault($"parentheses are nested deeper than {MaxDepth}.");
        List<FilterNode> nodes = [Factor(depth)];
        while (scanner.TakeWord("AND") || StartsTerm())
            nodes.Add(Factor(depth));
        return nodes is [var only] ? only : new AllOf(nodes);
    }

    private FilterNode Factor(int depth)
    {
        List<FilterNode> nodes = [Term(depth)];
        while (scanner.TakeWord("OR"))
            nodes.Add(Term(depth));
        return nodes is [var only] ? only : new AnyOf(nodes);
    }

    private FilterNode Term(int depth) =>
        scanner.Take('-') || scanner.TakeWord("NOT") ? new Not(Simple(depth)) : Simple(depth);

    private FilterNode Simple(int depth)
    {
        if (!scanner.Take('('))
            return Restriction();
        var node = Expression(depth + 1);
        return scanner.Take(')') ? node : throw scanner.Fault("a closing parenthesis is missing.");
    }

    private Comparison Restriction()
    {
        if (++comparisons > MaxComparisons)
            throw scanner.Fault($"it has more than {MaxComparisons} comparisons.");
        if (scanner.NextIsWord("AND") || scanner.NextIsWord("OR") || scanner.NextIsWord("NOT"))
            throw scanner.Fault("a field is expected here, not a keyword.");
        var field = scanner.Field();
        return new Comparison(field, scanner.Comparator(field), scanner.Value());
    }

    private bool StartsTerm() => !scanner.AtEnd && !scanner.NextIs(')') && !scanner.NextIsWord("OR");
}
