using System.Text;

namespace FactoryTwin.Storage.Queries;

/// <summary>A growing SQL text whose values are parameters, never text.</summary>
internal sealed class SqlText(SqlDialect dialect)
{
    private readonly StringBuilder text = new();
    private readonly List<object> values = [];

    /// <summary>The parameters' values in order.</summary>
    public IReadOnlyList<object> Values => values;

    public SqlText Add(string sql)
    {
        text.Append(sql);
        return this;
    }

    /// <summary>Adds the next parameter's place and keeps its value.</summary>
    public SqlText Value(object value)
    {
        values.Add(value);
        text.Append(dialect.Parameter).Append(values.Count);
        return this;
    }

    /// <summary>Adds <paramref name="items"/>, each by <paramref name="add"/>, with <paramref name="separator"/> between.</summary>
    public SqlText Join<T>(string separator, IEnumerable<T> items, Action<T> add)
    {
        var first = true;
        foreach (var item in items)
        {
            if (!first)
                text.Append(separator);
            first = false;
            add(item);
        }
        return this;
    }

    public override string ToString() => text.ToString();
}
