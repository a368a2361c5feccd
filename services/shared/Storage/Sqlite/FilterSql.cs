using System.Text;
using FactoryTwin.Storage.Queries;

namespace FactoryTwin.Storage.Sqlite;

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
                sql.Add("NOT ifnull(");
                Write(sql, not.Node, fields);
                sql.Add(", 0)");
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
            sql.Add(field.Column).Add(" GLOB ").Value(Glob(text));
        else if (field.Kind == IndexKind.Text && text.HasWildcard && comparator == Comparator.NotEqual)
            sql.Add("NOT ifnull(").Add(field.Column).Add(" GLOB ").Value(Glob(text)).Add(", 0)");
        else
            sql.Add(field.Column).Add(Sign(comparator, field)).Value(field.Literal(text));
    }

    private static void WriteContains(SqlText sql, QueryField field, FilterText text)
    {
        if (text.HasWildcard)
            sql.Add(field.Column).Add(" GLOB ").Value($"*{Glob(text)}*");
        else
            sql.Add("instr(").Add(field.Column).Add(", ").Value(text.Literal).Add(") > 0");
    }

    private static string Sign(Comparator comparator, QueryField field) => comparator switch
    {
        Comparator.Equal or Comparator.Has => " = ",
        Comparator.NotEqual => " IS NOT ",
        _ when field.Kind == IndexKind.Boolean => throw new InvalidQueryException("filter", $"'{field.Name}' is true or false: it can be compared by = and != only."),
        Comparator.Less => " < ",
        Comparator.LessOrEqual => " <= ",
        Comparator.Greater => " > ",
        _ => " >= ",
    };

    private static string Glob(FilterText text)
    {
        var pattern = new StringBuilder();
        foreach (var sign in string.Join('\0', text.Segments))
        {
            _ = sign switch
            {
                '\0' => pattern.Append('*'),
                '*' or '?' or '[' => pattern.Append('[').Append(sign).Append(']'),
                _ => pattern.Append(sign),
            };
        }
        return pattern.ToString();
    }
}
