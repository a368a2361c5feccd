namespace FactoryTwin.Storage.Queries;

/// <summary>
/// A filter as SQL. A comparison with an unset column is NULL, which AND and OR carry as false; NOT would carry it as NULL too,
/// so what it negates is made two-valued first.
/// </summary>
internal sealed class FilterSql(SqlText sql, SqlDialect dialect, IReadOnlyList<QueryField> fields)
{
    public void Write(FilterNode node)
    {
        switch (node)
        {
            case AllOf all:
                sql.Add("(").Join(" AND ", all.Nodes, Write).Add(")");
                break;
            case AnyOf any:
                sql.Add("(").Join(" OR ", any.Nodes, Write).Add(")");
                break;
            case Not not:
                WriteNot(() => Write(not.Node));
                break;
            case Comparison comparison:
                WriteComparison(comparison, QueryField.Find(fields, comparison.Field, "filter"));
                break;
        }
    }

    private void WriteNot(Action write)
    {
        sql.Add("NOT ").Add(dialect.IfNull).Add("(");
        write();
        sql.Add(", ").Add(dialect.False).Add(")");
    }

    private void WriteComparison(Comparison comparison, QueryField field)
    {
        var (_, comparator, text) = comparison;
        var isPattern = field.Kind == IndexKind.Text && text.HasWildcard;
        if (comparator == Comparator.Has && text.IsAnything)
            sql.Add(field.Column).Add(field.Kind == IndexKind.Text ? " <> ''" : " IS NOT NULL");
        else if (comparator == Comparator.Has && isPattern)
            WriteMatch(field, text, anywhere: true);
        else if (comparator == Comparator.Has && field.Kind == IndexKind.Text)
            sql.Add(dialect.Position).Add("(").Add(field.Column).Add(", ").Value(text.Literal).Add(") > 0");
        else if (comparator == Comparator.Equal && isPattern)
            WriteMatch(field, text, anywhere: false);
        else if (comparator == Comparator.NotEqual && isPattern)
            WriteNot(() => WriteMatch(field, text, anywhere: false));
        else if (comparator is Comparator.Equal or Comparator.Has)
            dialect.WriteEqual(sql, field, field.Literal(text));
        else
            sql.Add(field.Column).Add(Operator(comparator, field)).Value(field.Literal(text));
    }

    private void WriteMatch(QueryField field, FilterText text, bool anywhere) =>
        sql.Add(field.Column).Add(dialect.Matches).Value(dialect.Pattern(text, anywhere));

    private string Operator(Comparator comparator, QueryField field) => comparator switch
    {
        Comparator.NotEqual => dialect.Differs,
        _ when field.Kind == IndexKind.Boolean => throw new InvalidQueryException("filter", $"'{field.Name}' is true or false: it can be compared by = and != only."),
        Comparator.Less => " < ",
        Comparator.LessOrEqual => " <= ",
        Comparator.Greater => " > ",
        _ => " >= ",
    };
}
