using FactoryTwin.Storage.Queries;
using Npgsql;

namespace FactoryTwin.Storage.Postgres;

/// <summary>
/// A list query as SQL. Paging goes by the last document's place in the order, not by a count: what is written between pages
/// neither repeats nor hides documents, except those whose own place changes.
/// </summary>
internal sealed class DocumentList
{
    private const int FixedColumns = 5;
    private const int DefaultPageSize = 50;
    private readonly byte[] identity;
    private readonly IReadOnlyList<SortKey> order;
    private readonly SqlText sql = new();
    private readonly string table;
    private readonly List<Action> conditions = [];

    public DocumentList(string table, IReadOnlyList<QueryField> fields, ListQuery query)
    {
        if (query.PageSize < 0)
            throw new InvalidQueryException("page_size", "It must not be negative.");
        this.table = table;
        PageSize = query.PageSize == 0 ? DefaultPageSize : query.PageSize;
        identity = PageCursor.Identity(table, query);
        order = SortOrder.Parse(query.OrderBy, fields);
        if (query.NamePrefix.Length > 0)
            conditions.Add(() => sql.Add("name >= ").Value(query.NamePrefix).Add(" AND name < ").Value(query.NamePrefix + "\U0010FFFF"));
        if (FilterParser.Parse(query.Filter) is { } filter)
            conditions.Add(() => FilterSql.Write(sql, filter, fields));
        if (query.PageToken.Length > 0)
        {
            var place = CheckedPlace(PageCursor.Read(query.PageToken, identity, order.Count));
            conditions.Add(() => After(place));
        }
    }

    public int PageSize { get; }

    /// <summary>Rows of <paramref name="columns"/> and the order's values; one more than the page has.</summary>
    public NpgsqlBatchCommand Command(string columns)
    {
        sql.Add("SELECT ").Add(columns);
        foreach (var key in order)
            sql.Add(", ").Add(key.Field.Column);
        sql.Add(" FROM ").Add(table);
        if (conditions.Count > 0)
            sql.Add(" WHERE ").Join(" AND ", conditions, condition => condition());
        sql.Add(" ORDER BY ").Join(", ", order, WriteKey);
        return sql.Add(" LIMIT ").Value(PageSize + 1L).Command();
    }

    /// <summary>The order's values of the current row.</summary>
    public object?[] Place(NpgsqlDataReader row) =>
        [.. order.Select((key, i) => row.IsDBNull(FixedColumns + i) ? null : Value(row, FixedColumns + i, key.Field.Kind))];

    /// <summary>The token to continue after <paramref name="place"/>.</summary>
    public string Token(object?[] place) => PageCursor.Write(identity, place);

    // The server compares no text with a number: a token that was tampered with is refused before it is asked.
    private IReadOnlyList<object?> CheckedPlace(IReadOnlyList<object?> place) =>
        order.Select((key, i) => (key.Field.Kind, place[i]) is (_, null) or (IndexKind.Text, string) or (IndexKind.Real, double)
            or (IndexKind.Integer or IndexKind.Boolean or IndexKind.Time, long)).All(fits => fits)
            ? place
            : throw new InvalidQueryException("page_token", "It is not a token that this service has given. Use next_page_token as it came, or leave it out.");

    /// <summary>Unset values first, last where descending; the index's part of a text first, so that the index gives the order.</summary>
    private void WriteKey(SortKey key)
    {
        var direction = key switch
        {
            { Field.Column: "name" } => key.Descending ? " DESC" : "",
            _ => key.Descending ? " DESC NULLS LAST" : " NULLS FIRST",
        };
        if (DocumentIndex.IsCut(key.Field))
            sql.Add(DocumentIndex.Key(key.Field)).Add(direction).Add(", ");
        sql.Add(key.Field.Column).Add(direction);
    }

    /// <summary>Equal in the first i keys and beyond in the next, for every i; bounded by the first key so that its index is used.</summary>
    private void After(IReadOnlyList<object?> place)
    {
        if (!order[0].Descending && place[0] is { } first)
            Bound(order[0].Field, first);
        sql.Add("(").Join(" OR ", Enumerable.Range(0, order.Count), last =>
        {
            sql.Add("(");
            for (var i = 0; i < last; i++)
            {
                Same(order[i].Field.Column, place[i]);
                sql.Add(" AND ");
            }
            Beyond(order[last], place[last]);
            sql.Add(")");
        }).Add(")");
    }

    private void Bound(QueryField field, object value)
    {
        sql.Add(DocumentIndex.Key(field)).Add(" >= ");
        if (DocumentIndex.IsCut(field))
            sql.Add("left(").Value(value).Add($", {DocumentIndex.KeyLength})");
        else
            sql.Value(value);
        sql.Add(" AND ");
    }

    private void Same(string column, object? value)
    {
        if (value is null)
            sql.Add(column).Add(" IS NULL");
        else
            sql.Add(column).Add(" = ").Value(value);
    }

    private void Beyond(SortKey key, object? value)
    {
        var column = key.Field.Column;
        if (value is null)
            sql.Add(key.Descending ? "false" : $"{column} IS NOT NULL");
        else if (key.Descending)
            sql.Add("(").Add(column).Add(" < ").Value(value).Add(" OR ").Add(column).Add(" IS NULL)");
        else
            sql.Add(column).Add(" > ").Value(value);
    }

    private static object Value(NpgsqlDataReader row, int column, IndexKind kind) => kind switch
    {
        IndexKind.Text => row.Text(column),
        IndexKind.Real => row.GetDouble(column),
        _ => row.GetInt64(column),
    };
}
