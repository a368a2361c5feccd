namespace FactoryTwin.Storage.Queries;

/// <summary>One key of an order.</summary>
internal readonly record struct SortKey(QueryField Field, bool Descending);

/// <summary>An AIP-132 order_by, made total by the name. Unset values come before all others (after them where descending).</summary>
internal static class SortOrder
{
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
