using System.Text;
using FactoryTwin.Storage.Queries;

namespace FactoryTwin.Storage.Sqlite;

/// <summary>SQLite's: it sorts NULL before everything, and so after everything where descending.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    public static SqliteDialect Instance { get; } = new();

    public override char Parameter => '?';

    public override string False => "0";

    public override string IfNull => "ifnull";

    public override string Differs => " IS NOT ";

    public override string Matches => " GLOB ";

    public override string Position => "instr";

    public override object Pattern(FilterText text, bool anywhere)
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
        return anywhere ? $"*{pattern}*" : pattern.ToString();
    }

    public override void WriteOrder(SqlText sql, SortKey key) => sql.Add(key.Field.Column).Add(key.Descending ? " DESC" : "");
}
