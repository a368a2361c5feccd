namespace FactoryTwin.Storage.Queries;

/// <summary>
/// A list query as SQL. Paging goes by the last document's place in the order, not by a count: what is written between pages
/// neither repeats nor hides documents, except those whose own place changes.
/// </summary>
internal sealed class DocumentList
{
    /// <summary>What is selected before the order's values.</summary>
    public const string Columns = "name, value, etag, create_time, update_time";

    private const int FixedColumns = 5;
    private const int DefaultPageSize = 50;
    private readonly SqlDialect dialect;
    private readonly byte[] identity;
    private readonly IReadOnlyList<SortKey> order;

    public DocumentList(string table, IReadOnlyList<QueryField> fields, ListQuery query, SqlDialect dialect)
    {
        if (query.PageSize < 0)
            throw new InvalidQueryException("page_size", "It must not be negative.");
        this.dialect = dialect;
        PageSize = query.PageSize == 0 ? DefaultPageSize : query.PageSize;
        identity = PageCursor.Identity(table, query);
        order = SortOrder.Parse(query.OrderBy, fields);
        Sql = new SqlText(dialect);
        var conditions = Conditions(query, fields);
        Sql.Add("SELECT ").Add(Columns);
        foreach (var key in order)
            Sql.Add(", ").Add(key.Field.Column);
        Sql.Add(" FROM ").Add(table);
        if (conditions.Count > 0)
            Sql.Add(" WHERE ").Join(" AND ", conditions, condition => condition());
        Sql.Add(" ORDER BY ").Join(", ", order, key => dialect.WriteOrder(Sql, key)).Add(" LIMIT ").Value(PageSize + 1L);
    }

    public int PageSize { get; }

    /// <summary>Rows of <see cref="Columns"/> and the order's values; one more than the page has.</summary>
    public SqlText Sql { get; }

    /// <summary>The order's values of the current row, read by column and kind; null where unset.</summary>
    public object?[] Place(Func<int, IndexKind, object?> read) => [.. order.Select((key, i) => read(FixedColumns + i, key.Field.Kind))];

    /// <summary>The token to continue after <paramref name="place"/>.</summary>
    public string Token(object?[] place) => PageCursor.Write(identity, place);

    private List<Action> Conditions(ListQuery query, IReadOnlyList<QueryField> fields)
    {
        var conditions = new List<Action>();
        if (query.NamePrefix.Length > 0)
            conditions.Add(() => Sql.Add("name >= ").Value(query.NamePrefix).Add(" AND name < ").Value(query.NamePrefix + "\U0010FFFF"));
        if (FilterParser.Parse(query.Filter) is { } filter)
            conditions.Add(() => new FilterSql(Sql, dialect, fields).Write(filter));
        if (query.PageToken.Length > 0)
        {
            var place = CheckedPlace(PageCursor.Read(query.PageToken, identity, order.Count));
            conditions.Add(() => After(place));
        }
        return conditions;
    }

    // A server compares no text with a number: a token that was tampered with is refused before it is asked.
    private IReadOnlyList<object?> CheckedPlace(IReadOnlyList<object?> place) =>
        order.Select((key, i) => (key.Field.Kind, place[i]) is (_, null) or (IndexKind.Text, string) or (IndexKind.Real, double)
            or (IndexKind.Integer or IndexKind.Boolean or IndexKind.Time, long)).All(fits => fits)
            ? place
            : throw new InvalidQueryException("page_token", "It is not a token that this service has given. Use next_page_token as it came, or leave it out.");

    /// <summary>Equal in the first i keys and beyond in the next, for every i; bounded by the first key so that its index is used.</summary>
    private void After(IReadOnlyList<object?> place)
    {
        if (!order[0].Descending && place[0] is { } first)
        {
            dialect.WriteAtLeast(Sql, order[0].Field, first);
            Sql.Add(" AND ");
        }
        Sql.Add("(").Join(" OR ", Enumerable.Range(0, order.Count), last =>
        {
            Sql.Add("(");
            for (var i = 0; i < last; i++)
            {
                Same(order[i].Field.Column, place[i]);
                Sql.Add(" AND ");
            }
            Beyond(order[last], place[last]);
            Sql.Add(")");
        }).Add(")");
    }

    private void Same(string column, object? value)
    {
        if (value is null)
            Sql.Add(column).Add(" IS NULL");
        else
            Sql.Add(column).Add(" = ").Value(value);
    }

    private void Beyond(SortKey key, object? value)
    {
        var column = key.Field.Column;
        if (value is null)
            Sql.Add(key.Descending ? dialect.False : $"{column} IS NOT NULL");
        else if (key.Descending)
            Sql.Add("(").Add(column).Add(" < ").Value(value).Add(" OR ").Add(column).Add(" IS NULL)");
        else
            Sql.Add(column).Add(" > ").Value(value);
    }
}
