using FactoryTwin.Storage.Queries;

namespace FactoryTwin.Storage.Postgres;

/// <summary>
/// A filter as SQL. A comparison with an unset column is NULL, which AND and OR carry as false; NOT would carry it as NULL too,
/// so what it negates is made two-valued first.
/// </summary>
internal static class FilterSql
{
    public static void Write(SqlText sql, FilterNode node, IReadOnlyList<QueryField> fields)
    {
        switch (node)
        {
            case AllOf all:
                sql.Add("(").Join(" AND ", all.Nodes, each => Write(sql, each, fields)).Add(")");
                break;
            case AnyOf any:
                sql.Add("(").Join(" OR ", any.Nodes, each => Write(sql, each, fields)).Add(")");
                break;
            case Not not:
                sql.Add("NOT coalesce(");
                Write(sql, not.Node, fields);
                sql.Add(", false)");
                break;
            case Comparison comparison:
                WriteComparison(sql, comparison, QueryField.Find(fields, comparison.Field, "filter"));
                break;
        }
    }

    private static void WriteComparison(SqlText sql, Comparison comparison, QueryField field)
    {
        var (_, comparator, text) = comparison;
        if (comparator == Comparator.Has && text.IsAnything)
            sql.Add(field.Column).Add(field.Kind == IndexKind.Text ? " <> ''" : " IS NOT NULL");
        else if (field.Kind == IndexKind.Text && comparator == Comparator.Has)
            WriteContains(sql, field, text);
        else if (field.Kind == IndexKind.Text && text.HasWildcard && comparator == Comparator.Equal)
            sql.Add(field.Column).Add(" LIKE ").Value(Pg.Pattern(Like(text)));
        else if (field.Kind == IndexKind.Text && text.HasWildcard && comparator == Comparator.NotEqual)
            sql.Add("NOT coalesce(").Add(field.Column).Add(" LIKE ").Value(Pg.Pattern(Like(text))).Add(", false)");
        else if (comparator == Comparator.Equal && DocumentIndex.IsCut(field))
            WriteEqualText(sql, field, text);
        else
            sql.Add(field.Column).Add(Sign(comparator, field)).Value(field.Literal(text));
    }

    private static void WriteContains(SqlText sql, QueryField field, FilterText text)
    {
        if (text.HasWildcard)
            sql.Add(field.Column).Add(" LIKE ").Value(Pg.Pattern($"%{Like(text)}%"));
        else
            sql.Add("strpos(").Add(field.Column).Add(", ").Value(text.Literal).Add(") > 0");
    }

    /// <summary>First what the index holds, so that it is used.</summary>
    private static void WriteEqualText(SqlText sql, QueryField field, FilterText text) =>
        sql.Add("(").Add(DocumentIndex.Key(field)).Add(" = left(").Value(text.Literal).Add($", {DocumentIndex.KeyLength}) AND ").Add(field.Column).Add(" = ").Value(text.Literal).Add(")");

    private static string Sign(Comparator comparator, QueryField field) => comparator switch
    {
        Comparator.Equal or Comparator.Has => " = ",
        Comparator.NotEqual => " IS DISTINCT FROM ",
        _ when field.Kind == IndexKind.Boolean => throw new InvalidQueryException("filter", $"'{field.Name}' is true or false: it can be compared by = and != only."),
        Comparator.Less => " < ",
        Comparator.LessOrEqual => " <= ",
        Comparator.Greater => " > ",
        _ => " >= ",
    };

    private static string Like(FilterText text) => string.Join('%', text.Segments.Select(segment => TextCode.Encode(segment)
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)));
}
