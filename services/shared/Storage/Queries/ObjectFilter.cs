namespace FactoryTwin.Storage.Queries;

/// <summary>An AIP-160 filter over what is in memory; means what it means over a collection of the same fields.</summary>
/// <typeparam name="T">Messages, or anything else.</typeparam>
public sealed class ObjectFilter<T>
{
    private readonly Func<T, bool> _matches;

    /// <summary>Reads a filter.</summary>
    /// <param name="filter">Empty: everything matches.</param>
    /// <param name="fields">What it may use.</param>
    /// <exception cref="InvalidQueryException">It cannot be used; says why.</exception>
    public ObjectFilter(string filter, params IReadOnlyList<Index<T>> fields)
    {
        var known = fields.Select(field => new QueryField(field.Field, field.Kind, field.Field)).ToArray();
        _matches = FilterParser.Parse(filter) is { } node ? Compile(node, fields, known) : _ => true;
    }

    /// <summary>True where it matches.</summary>
    public bool Matches(T message) => _matches(message);

    private static Func<T, bool> Compile(FilterNode node, IReadOnlyList<Index<T>> fields, IReadOnlyList<QueryField> known)
    {
        switch (node)
        {
            case AllOf all:
                var every = all.Nodes.Select(each => Compile(each, fields, known)).ToArray();
                return message => every.All(each => each(message));
            case AnyOf any:
                var some = any.Nodes.Select(each => Compile(each, fields, known)).ToArray();
                return message => some.Any(each => each(message));
            case Not not:
                var negated = Compile(not.Node, fields, known);
                return message => !negated(message);
            case Comparison comparison:
                var field = QueryField.Find(known, comparison.Field, "filter");
                var test = Test(comparison, field);
                var value = fields.First(each => each.Field == field.Name).Value;
                return message => test(Plain(value(message)));
            default:
                throw new InvalidOperationException($"{node.GetType().Name} is no part of a filter.");
        }
    }

    private static Func<object?, bool> Test(Comparison comparison, QueryField field)
    {
        var (_, comparator, text) = comparison;
        if (comparator == Comparator.Has && text.IsAnything) return value => value is not (null or "");
        if (field.Kind == IndexKind.Text && comparator == Comparator.Has) return value => value is string all && Find(all, text, wholly: false);
        if (field.Kind == IndexKind.Text && text.HasWildcard && comparator == Comparator.Equal) return value => value is string all && Find(all, text, wholly: true);
        if (field.Kind == IndexKind.Text && text.HasWildcard && comparator == Comparator.NotEqual) return value => !(value is string all && Find(all, text, wholly: true));
        if (field.Kind == IndexKind.Boolean && comparator is not (Comparator.Equal or Comparator.NotEqual or Comparator.Has))
            throw new InvalidQueryException("filter", $"'{field.Name}' is true or false: it can be compared by = and != only.");
        var literal = field.Literal(text);
        return comparator switch
        {
            Comparator.Equal or Comparator.Has => value => literal.Equals(value),
            Comparator.NotEqual => value => !literal.Equals(value),
            Comparator.Less => value => value is not null && SortOrder.Compare(value, literal) < 0,
            Comparator.LessOrEqual => value => value is not null && SortOrder.Compare(value, literal) <= 0,
            Comparator.Greater => value => value is not null && SortOrder.Compare(value, literal) > 0,
            _ => value => value is not null && SortOrder.Compare(value, literal) >= 0,
        };
    }

    /// <summary>A field's value as a literal is: see <see cref="QueryField.Literal"/>.</summary>
    private static object? Plain(object? value) => value switch
    {
        bool flag => flag ? 1L : 0L,
        DateTimeOffset time => time.UtcTicks,
        _ => value,
    };

    /// <summary>The segments one after the other, with anything between them.</summary>
    private static bool Find(string all, FilterText text, bool wholly)
    {
        var segments = text.Segments;
        if (wholly && !all.StartsWith(segments[0], StringComparison.Ordinal)) return false;
        var at = 0;
        for (var i = 0; i < segments.Count; i++)
        {
            var last = wholly && i == segments.Count - 1;
            var found = last ? all.Length - segments[i].Length : all.IndexOf(segments[i], at, StringComparison.Ordinal);
            if (found < at || (last && !all.EndsWith(segments[i], StringComparison.Ordinal))) return false;
            at = found + segments[i].Length;
        }
        return true;
    }
}
