using FactoryTwin.Storage.Queries;
using Google.Protobuf;

namespace FactoryTwin.Storage.Sqlite;

/// <summary>The columns of declared indexes.</summary>
internal static class IndexColumn
{
    public static string SqlType(IndexKind kind) => kind switch
    {
        IndexKind.Text => "TEXT",
        IndexKind.Real => "REAL",
        _ => "INTEGER",
    };

    /// <summary>Adds columns and indexes that are missing, and fills those that the last program on this file did not maintain.</summary>
    public static void Declare<T>(Database database, Collection<T> collection) where T : class, IMessage<T>, new()
    {
        var table = "doc_" + collection.Id;
        var present = Strings(database, $"SELECT name FROM pragma_table_info('{table}')", null);
        var maintained = Strings(database, "SELECT column_name FROM declared_index WHERE collection = ?1", collection.Id);
        var columns = collection.Indexes.Select(index => (Index: index, Column: IndexField.Column(index))).ToList();
        foreach (var (index, column) in columns.Where(c => !present.Contains(c.Column)))
            database.Execute($"ALTER TABLE {table} ADD COLUMN {column} {SqlType(index.Kind)}");
        var stale = columns.Where(c => !maintained.Contains(c.Column)).ToList();
        if (stale.Count > 0)
            Fill(database, table, stale);
        foreach (var (_, column) in columns)
            database.Execute($"CREATE INDEX IF NOT EXISTS {table}_{column} ON {table} ({column}, name)");
        using var forget = database.Once("DELETE FROM declared_index WHERE collection = ?1");
        forget.Bind(1, collection.Id).Run();
        using var remember = database.Once("INSERT INTO declared_index VALUES (?1, ?2)");
        foreach (var (_, column) in columns)
            remember.Bind(1, collection.Id).Bind(2, column).Run();
    }

    private static void Fill<T>(Database database, string table, List<(Index<T> Index, string Column)> columns) where T : class, IMessage<T>, new()
    {
        var parser = new MessageParser<T>(() => new T());
        using var update = database.Once($"UPDATE {table} SET {string.Join(", ", columns.Select((c, i) => $"{c.Column} = ?{i + 2}"))} WHERE name = ?1");
        using var page = database.Once($"SELECT name, value FROM {table} WHERE name > ?1 ORDER BY name LIMIT 500");
        var last = "";
        List<(string Name, T Value)> documents;
        do
        {
            documents = [];
            page.Bind(1, last);
            while (page.Step())
                documents.Add((page.Text(0), parser.ParseFrom(page.Blob(1))));
            page.Reset();
            foreach (var (name, document) in documents)
            {
                update.Bind(1, last = name);
                for (var i = 0; i < columns.Count; i++)
                    update.BindValue(i + 2, IndexField.Value(columns[i].Index, document));
                update.Run();
            }
        }
        while (documents.Count > 0);
    }

    private static HashSet<string> Strings(Database database, string sql, string? parameter)
    {
        using var select = database.Once(sql);
        if (parameter is not null)
            select.Bind(1, parameter);
        var strings = new HashSet<string>(StringComparer.Ordinal);
        while (select.Step())
            strings.Add(select.Text(0));
        return strings;
    }
}
