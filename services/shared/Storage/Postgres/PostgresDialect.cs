using FactoryTwin.Storage.Queries;

namespace FactoryTwin.Storage.Postgres;

/// <summary>PostgreSQL's. Of a text the index holds a part (<see cref="DocumentIndex.IsCut"/>): that is asked for first, so that the index is used.</summary>
internal sealed class PostgresDialect : SqlDialect
{
    public static PostgresDialect Instance { get; } = new();

    public override char Parameter => '$';

    public override string False => "false";

    public override string IfNull => "coalesce";

    public override string Differs => " IS DISTINCT FROM ";

    public override string Matches => " LIKE ";

    public override string Position => "strpos";

    public override object Pattern(FilterText text, bool anywhere)
    {
        var pattern = string.Join('%', text.Segments.Select(segment => TextCode.Encode(segment)
            .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)));
        return Pg.Pattern(anywhere ? $"%{pattern}%" : pattern);
    }

    public override void WriteOrder(SqlText sql, SortKey key)
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

    public override void WriteEqual(SqlText sql, QueryField field, object value)
    {
        if (DocumentIndex.IsCut(field))
            sql.Add("(").Add(DocumentIndex.Key(field)).Add(" = left(").Value(value).Add($", {DocumentIndex.KeyLength}) AND ").Add(field.Column).Add(" = ").Value(value).Add(")");
        else
            base.WriteEqual(sql, field, value);
    }

    public override void WriteAtLeast(SqlText sql, QueryField field, object value)
    {
        if (DocumentIndex.IsCut(field))
            sql.Add(DocumentIndex.Key(field)).Add(" >= left(").Value(value).Add($", {DocumentIndex.KeyLength})");
        else
            base.WriteAtLeast(sql, field, value);
    }
}
