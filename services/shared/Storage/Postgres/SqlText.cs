using System.Text;
using Npgsql;

namespace FactoryTwin.Storage.Postgres;

/// <summary>A growing SQL text whose values are parameters, never text.</summary>
internal sealed class SqlText
{
    private readonly StringBuilder text = new();
    private readonly List<NpgsqlParameter> parameters = [];

    public SqlText Add(string sql)
    {
        text.Append(sql);
        return this;
    }

    /// <summary>Adds the next parameter's place and keeps its value.</summary>
    public SqlText Value(object value)
    {
        parameters.Add(Pg.Parameter(value));
        text.Append('$').Append(parameters.Count);
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

    public NpgsqlBatchCommand Command()
    {
        var command = new NpgsqlBatchCommand(text.ToString());
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }
}
