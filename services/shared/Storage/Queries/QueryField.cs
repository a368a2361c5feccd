using System.Globalization;

namespace FactoryTwin.Storage.Queries;

/// <summary>A field that queries may use, and the column it is kept in.</summary>
internal sealed record QueryField(string Name, IndexKind Kind, string Column)
{
    /// <summary>The field called <paramref name="name"/>, or a fault of <paramref name="request"/> that lists those there are.</summary>
    public static QueryField Find(IReadOnlyList<QueryField> fields, string name, string request) =>
        fields.FirstOrDefault(field => field.Name == name)
        ?? throw new InvalidQueryException(request, $"'{name}' cannot be used here. These can: {string.Join(", ", fields.Select(field => field.Name))}.");

    /// <summary>A literal as the column holds it.</summary>
    public object Literal(FilterText text) => Kind switch
    {
        IndexKind.Text => text.Literal,
        IndexKind.Integer => long.TryParse(text.Literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Fault(text, "a whole number"),
        IndexKind.Real => double.TryParse(text.Literal, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw Fault(text, "a number"),
        IndexKind.Boolean => text.Literal switch { "true" => 1L, "false" => 0L, _ => throw Fault(text, "true or false") },
        IndexKind.Time => Instant(text),
        _ => throw new InvalidOperationException($"An index of kind {Kind} has no literals."),
    };

    // A time without zone would mean another instant on another machine, so one is demanded.
    private object Instant(FilterText text) =>
        text.Literal.Contains('T', StringComparison.OrdinalIgnoreCase)
        && (text.Literal.EndsWith('Z') || text.Literal.LastIndexOfAny(['+', '-']) > text.Literal.IndexOf('T', StringComparison.OrdinalIgnoreCase))
        && DateTimeOffset.TryParse(text.Literal, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.UtcTicks
            : throw Fault(text, "a time with zone, as \"2026-11-22T08:00:00Z\"");

    private InvalidQueryException Fault(FilterText text, string expected) =>
        new("filter", $"'{Name}' is compared with '{text.Literal}', but {expected} is expected.");
}
