using FactoryTwin.Storage.Queries;

namespace FactoryTwin.Storage.Sqlite;

/// <summary>
/// A list query as SQL. Paging goes by the last document's place in the order, not by a count: what is written between pages
/// neither repeats nor hides documents, except those whose own place changes.
/// </summary>
internal sealed class DocumentList
{
    /// <summary>Columns before the order's values in the result.</summary>
    public const int FixedColumns = 5;

    private const int DefaultPageSize = 50;
    private readonly byte[] identity;
    private readonly IReadOnlyList<SortKey> order;
    private readonly SqlText sql = new();

    public DocumentList(string table, IReadOnlyList<QueryField> fields, ListQuery query)
    {
        if (query.PageSize < 0)
            throw new InvalidQueryException("page_size", "It must not be negative.");
        PageSize = query.PageSize == 0 ? DefaultPageSize : query.PageSize;
        identity = PageCursor.Identity(table, query);
        order = SortOrder.Parse(query.OrderBy, fields);
        var conditions = Conditions(query, fields);
        sql.Add("SELECT name, value, etag, create_time, update_time");
        foreach (var key in order)
            sql.Add(", ").Add(key.Field.Column);
        sql.Add(" FROM ").Add(table);
        if (conditions.Count > 0)
            sql.Add(" WHERE ").Join(" AND ", conditions, condition => condition());
        sql.Add(" ORDER BY ").Join(", ", order, key => sql.Add(key.Field.Column).Add(key.Descending ? " DESC" : ""));
        sql.Add(" LIMIT ").Value(PageSize + 1L);
    }

    public int PageSize { get; }

    public Statement Prepare(Database database) => sql.Prepare(database);

    /// <summary>The order's values of the current row.</summary>
    public object?[] Place(Statement row) =>
        [.. order.Select((key, i) => row.IsNull(FixedColumns + i) ? null : Value(row, FixedColumns + i, key.Field.Kind))];

    /// <summary>The token to continue after <paramref name="place"/>.</summary>
    public string Token(object?[] place) => PageCursor.Write(identity, place);

    private List<Action> Conditions(ListQuery query, IReadOnlyList<QueryField> fields)
    {
        var conditions = new List<Action>();
        if (query.NamePrefix.Length > 0)
            conditions.Add(() => sql.Add("name >= ").Value(query.NamePrefix).Add(" AND name < ").Value(query.NamePrefix + "\U0010FFFF"));
        if (FilterParser.Parse(query.Filter) is { } filter)
            conditions.Add(() => FilterSql.Write(sql, filter, fields));
        if (query.PageToken.Length > 0)
        {
            var place = PageCursor.Read(query.PageToken, identity, order.Count);
            conditions.Add(() => After(place));
        }
        return conditions;
    }

    /// <summary>Equal in the first i keys and beyond in the next, for every i; bounded by the first key so that its index is used.</summary>
    private void After(IReadOnlyList<object?> place)
    {
        if (!order[0].Descending && place[0] is not null)
            sql.Add(order[0].Field.Column).Add(" >= ").Value(place[0]).Add(" AND ");
        sql.Add("(").Join(" OR ", Enumerable.Range(0, order.Count), last =>
        {
            sql.Add("(");
            for (var i = 0; i < last; i++)
                sql.Add(order[i].Field.Column).Add(" IS ").Value(place[i]).Add(" AND ");
            Beyond(order[last], place[last]);
            sql.Add(")");
        }).Add(")");
    }

    // SQLite sorts NULL before everything, and so after everything where descending.
    private void Beyond(SortKey key, object? value)
    {
        var column = key.Field.Column;
        if (value is null)
            sql.Add(key.Descending ? "0" : $"{column} IS NOT NULL");
        else if (key.Descending)
            sql.Add("(").Add(column).Add(" < ").Value(value).Add(" OR ").Add(column).Add(" IS NULL)");
        else
            sql.Add(column).Add(" > ").Value(value);
    }

    private static object Value(Statement row, int column, IndexKind kind) => kind switch
    {
        IndexKind.Text => row.Text(column),
        IndexKind.Real => row.Double(column),
        _ => row.Long(column),
    };
}
