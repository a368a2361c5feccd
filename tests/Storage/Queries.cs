using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Storage.Tests;

/// <summary>A filter's text and, apart from it, what it must match: the twin that the store is checked against.</summary>
public sealed record Query(string Text, Func<Widget, bool> Matches, Query.Shape Kind)
{
    public enum Shape { Term, AnyOf, AllOf }

    /// <summary>As operand where <paramref name="bare"/> shapes need no parentheses.</summary>
    public string Operand(params Shape[] bare) => bare.Contains(Kind) ? Text : $"({Text})";

    public override string ToString() => Text;
}

/// <summary>Random documents and filters over few values, so that they meet often.</summary>
internal static class Queries
{
    private static readonly string[] Texts = ["", "red", "rad", "re*d", "r?d", "[red]", "a\"b", "a\\b", "rød", "blue sky", "AND", "Red", "reddish"];
    private static readonly long[] Counts = [-7, 0, 1, 2, long.MaxValue];
    private static readonly double[] Weights = [-1.5, -0.0, 0.5, 2, 1e300];
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset[] Times = [Start, Start.AddTicks(1), Start.AddHours(1), Start.AddDays(-400)];

    private static readonly (string Sign, Func<int, bool> Holds)[] Orderings =
        [("=", c => c == 0), ("<", c => c < 0), ("<=", c => c <= 0), (">", c => c > 0), (">=", c => c >= 0)];

    public static Gen<Widget> Widget(int number) =>
        from colour in Maybe(Texts)
        from count in Maybe(Counts.Cast<object>())
        from weight in Maybe(Weights.Cast<object>())
        from ready in Maybe([true, (object)false])
        from due in Maybe(Times.Cast<object>())
        select Make(number, (string?)colour, (long?)count, (double?)weight, (bool?)ready, (DateTimeOffset?)due);

    public static Gen<Query> Filter(int depth) => depth == 0 ? Term : Gen.Frequency(
        (3, Term),
        (1, Filter(depth - 1).Select(inner => new Query($"NOT {inner.Operand()}", widget => !inner.Matches(widget), Query.Shape.Term))),
        (1, Filter(depth - 1).Select(inner => new Query($"-{inner.Operand(Query.Shape.Term)}", widget => !inner.Matches(widget), Query.Shape.Term)).Where(q => !q.Text.StartsWith("-NOT", StringComparison.Ordinal) && !q.Text.StartsWith("--", StringComparison.Ordinal))),
        (2, from left in Filter(depth - 1)
            from right in Filter(depth - 1)
            select new Query($"{left.Operand(Query.Shape.Term, Query.Shape.AnyOf)} OR {right.Operand(Query.Shape.Term, Query.Shape.AnyOf)}",
                widget => left.Matches(widget) || right.Matches(widget), Query.Shape.AnyOf)),
        (2, from left in Filter(depth - 1)
            from right in Filter(depth - 1)
            from joint in Gen.Elements(" AND ", "  ", "\tAND\n")
            select new Query(left.Operand(Query.Shape.Term, Query.Shape.AnyOf, Query.Shape.AllOf) + joint + right.Operand(Query.Shape.Term, Query.Shape.AnyOf, Query.Shape.AllOf),
                widget => left.Matches(widget) && right.Matches(widget), Query.Shape.AllOf)));

    private static Gen<Query> Term { get; } = Gen.OneOf(
        Text(), Wildcard(),
        Ordered("count", Counts, widget => widget.HasCount ? widget.Count : null, value => $"{value}"),
        Ordered("weight", Weights, widget => widget.HasWeight ? widget.Weight : null, value => value.ToString("R", CultureInfo.InvariantCulture)),
        Ordered("due_time", Times, widget => widget.DueTime?.ToDateTimeOffset(), value => $"\"{value.ToOffset(TimeSpan.FromHours(2)):O}\""),
        Ordered("due_time", Times, widget => widget.DueTime?.ToDateTimeOffset(), value => value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)),
        from value in Gen.Elements(true, false)
        from not in Gen.Elements(true, false)
        select Leaf($"ready {(not ? "!=" : "=")} {(value ? "true" : "false")}", widget => not != (widget.HasReady && widget.Ready == value)));

    private static Gen<Query> Text() =>
        from value in Gen.Elements(Texts)
        from sign in Gen.Elements("=", "!=", "<", ">=", ":")
        select Leaf($"colour {sign} {Quote(value)}", widget => sign switch
        {
            "!=" => !widget.HasColour || widget.Colour != value,
            ":" => widget.HasColour && widget.Colour.Contains(value, StringComparison.Ordinal),
            _ => widget.HasColour && Orderings.Single(o => o.Sign == sign).Holds(string.CompareOrdinal(widget.Colour, value)),
        });

    private static Gen<Query> Wildcard() =>
        from pattern in Gen.Elements("r*", "*d", "r*d*", "*", "*?*", "*[*", "blue*sky", "*e*d*")
        from sign in Gen.Elements("=", "!=")
        select Leaf($"colour {sign} \"{pattern}\"", widget => (sign == "=") == (widget.HasColour && Like(pattern, widget.Colour)));

    private static Gen<Query> Ordered<T>(string field, T[] values, Func<Widget, T?> get, Func<T, string> render) where T : struct, IComparable<T> =>
        from value in Gen.Elements(values)
        from ordering in Gen.Elements(Orderings)
        from kind in Gen.Elements(0, 0, 0, 1, 2)
        select kind switch
        {
            1 => Leaf($"{field}!={render(value)}", widget => get(widget) is not { } stored || stored.CompareTo(value) != 0),
            2 => Leaf($"{field}:*", widget => get(widget) is not null),
            _ => Leaf($"{field} {ordering.Sign}{render(value)}", widget => get(widget) is { } stored && ordering.Holds(stored.CompareTo(value))),
        };

    private static bool Like(string pattern, string text) => pattern.Length == 0
        ? text.Length == 0
        : pattern[0] == '*'
            ? Enumerable.Range(0, text.Length + 1).Any(skip => Like(pattern[1..], text[skip..]))
            : text.Length > 0 && text[0] == pattern[0] && Like(pattern[1..], text[1..]);

    private static Query Leaf(string text, Func<Widget, bool> matches) => new(text, matches, Query.Shape.Term);

    private static string Quote(string value) =>
        $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal)}\"";

    private static Gen<object?> Maybe(IEnumerable<object> values) => Gen.Elements(values.Append(null!)).Select(value => (object?)value);

    private static Widget Make(int number, string? colour, long? count, double? weight, bool? ready, DateTimeOffset? due)
    {
        var widget = new Widget { Name = $"widgets/{number:D3}", DueTime = due is { } time ? Timestamp.FromDateTimeOffset(time) : null };
        if (colour is not null)
            widget.Colour = colour;
        if (count is { } c)
            widget.Count = c;
        if (weight is { } w)
            widget.Weight = w;
        if (ready is { } r)
            widget.Ready = r;
        return widget;
    }
}
