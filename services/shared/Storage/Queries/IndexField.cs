using System.Text.RegularExpressions;
using Google.Protobuf;

namespace FactoryTwin.Storage.Queries;

/// <summary>
/// An index's column and what is in it, the same in every adapter. The column's name carries the kind, so that a field which
/// changes its kind gets a new column and the old one stays for older programs.
/// </summary>
internal static partial class IndexField
{
    /// <summary>What makes two declarations the same.</summary>
    public static string ShapeOf<T>(Collection<T> collection) where T : class, IMessage<T>, new() =>
        $"{new T().Descriptor.FullName}({string.Join(", ", collection.Indexes.Select(index => $"{index.Field} {index.Kind}"))})";

    public static string Column<T>(Index<T> index) => FieldPattern().IsMatch(index.Field)
        ? $"f_{index.Field.Replace(".", "__", StringComparison.Ordinal)}_{index.Kind.ToString().ToLowerInvariant()}"
        : throw new ArgumentException($"'{index.Field}' cannot be an index's field: lower-case letters, digits, underscore and dot.", nameof(index));

    /// <summary>The document's value as the store compares it; null where unset.</summary>
    public static object? Value<T>(Index<T> index, T document) => (index.Kind, index.Value(document)) switch
    {
        (_, null) => null,
        (IndexKind.Text, string text) => text,
        (IndexKind.Integer, long number) => number,
        (IndexKind.Integer, int number) => (long)number,
        (IndexKind.Real, double number) => double.IsNaN(number) ? null : number,
        (IndexKind.Boolean, bool flag) => flag ? 1L : 0L,
        (IndexKind.Time, DateTimeOffset time) => time.UtcTicks,
        var (kind, value) => throw new InvalidOperationException($"The index '{index.Field}' of kind {kind} was given a {value.GetType().Name}."),
    };

    /// <summary>What queries may name. The name is the key, whatever an index of that name would say.</summary>
    public static List<QueryField> QueryFields<T>(Collection<T> collection) where T : class, IMessage<T>, new() =>
    [
        new QueryField("name", IndexKind.Text, "name"),
        .. collection.Indexes.Where(index => index.Field != "name").Select(index => new QueryField(index.Field, index.Kind, Column(index))),
    ];

    [GeneratedRegex("^[a-z][a-z0-9_.]{0,62}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FieldPattern();
}
