using System.Text;

namespace FactoryTwin.Storage.Queries;

/// <summary>One key of an order.</summary>
internal readonly record struct SortKey(QueryField Field, bool Descending);

/// <summary>An AIP-132 order_by, made total by the name. Unset values come before all others (after them where descending).</summary>
internal static class SortOrder
{
    /// <summary>Compares two values of a field as the stores do: unset before all others, texts by their UTF-8.</summary>
    /// <exception cref="InvalidQueryException">They are of different kinds, which a made-up page token may be.</exception>
    public static int Compare(object? left, object? right) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)),
        (long a, long b) => a.CompareTo(b),
        (double a, double b) => a < b ? -1 : a > b ? 1 : 0,
        _ => throw new InvalidQueryException("page_token", "It is not a token that this service has given."),
    };

    public static IReadOnlyList<SortKey> Parse(string orderBy, IReadOnlyList<QueryField> fields)
    {
        var keys = new List<SortKey>();
        foreach (var part in orderBy.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Length == 0 && string.IsNullOrWhiteSpace(orderBy))
                break;
            var words = part.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words is not ([_] or [_, "asc" or "desc"]))
                throw new InvalidQueryException("order_by", $"'{part}' is expected to be a field, or a field followed by asc or desc.");
            var field = QueryField.Find(fields, words[0], "order_by");
            if (keys.Exists(key => key.Field == field))
                throw new InvalidQueryException("order_by", $"'{field.Name}' is named twice.");
            keys.Add(new SortKey(field, words is [_, "desc"]));
        }
        var name = QueryField.Find(fields, "name", "order_by");
        if (!keys.Exists(key => key.Field == name))
            keys.Add(new SortKey(name, Descending: false));
        return keys;
    }
}
