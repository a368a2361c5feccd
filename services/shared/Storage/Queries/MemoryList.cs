namespace FactoryTwin.Storage.Queries;

/// <summary>
/// Lists what is in memory as a store lists documents: the same filters (AIP-160), orders (AIP-132) and page tokens, and the same faults.
/// It costs a pass over all items: for hundreds, not for millions.
/// </summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="list">Names the list, so that its page tokens fit no other.</param>
/// <param name="indexes">What queries may name; "name", a text that no two items share, has to be among them.</param>
public sealed class MemoryList<T>(string list, params IReadOnlyList<Index<T>> indexes)
{
    private readonly QueryField[] _fields = [.. indexes.Select(index => new QueryField(index.Field, index.Kind, index.Field))];
    private readonly Dictionary<string, Index<T>> _indexes = indexes.ToDictionary(index => index.Field, StringComparer.Ordinal);

    /// <summary>A page of what there is now. What comes and goes between pages neither repeats nor hides other items.</summary>
    /// <param name="items">All of them, in any order.</param>
    /// <param name="query">Its page size is at least 1.</param>
    /// <exception cref="InvalidQueryException">Filter, order or page token cannot be used.</exception>
    public (IReadOnlyList<T> Items, string NextPageToken) Page(IEnumerable<T> items, ListQuery query)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.PageSize, 1, nameof(query));
        var order = SortOrder.Parse(query.OrderBy, _fields);
        var identity = PageCursor.Identity(list, query);
        var after = query.PageToken.Length > 0 ? PageCursor.Read(query.PageToken, identity, order.Count) : null;
        items = items.Where(new ObjectFilter<T>(query.Filter, indexes).Matches);
        if (query.NamePrefix.Length > 0)
            items = items.Where(item => _indexes["name"].Value(item) is string name && name.StartsWith(query.NamePrefix, StringComparison.Ordinal));
        var found = items.Select(item => (Item: item, Place: order.Select(key => ValueOf(key.Field, item)).ToArray()))
            .Where(each => (after is null || Compare(order, each.Place, after) > 0))
            .Order(Comparer<(T Item, object?[] Place)>.Create((a, b) => Compare(order, a.Place, b.Place)))
            .Take(query.PageSize + 1).ToArray();
        return found.Length <= query.PageSize
            ? ([.. found.Select(each => each.Item)], "")
            : ([.. found.Take(query.PageSize).Select(each => each.Item)], PageCursor.Write(identity, found[query.PageSize - 1].Place));
    }

    private object? ValueOf(QueryField field, T item) => IndexField.Value(_indexes[field.Name], item);

    private static int Compare(IReadOnlyList<SortKey> order, IReadOnlyList<object?> left, IReadOnlyList<object?> right)
    {
        for (var key = 0; key < order.Count; key++)
        {
            var compared = SortOrder.Compare(left[key], right[key]);
            if (compared != 0)
                return order[key].Descending ? -compared : compared;
        }
        return 0;
    }
}
