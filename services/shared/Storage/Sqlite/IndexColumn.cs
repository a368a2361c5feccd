using System.Text.RegularExpressions;
using Google.Protobuf;

namespace FactoryTwin.Storage.Sqlite;

/// <summary>
/// An index's column. Its name carries the kind, so that a field which changes its kind gets a new column and the old one stays
/// for older programs.
/// </summary>
internal static partial class IndexColumn
{
    public static string Name<T>(Index<T> index) => FieldPattern().IsMatch(index.Field)
        ? $"f_{index.Field.Replace(".", "__", StringComparison.Ordinal)}_{index.Kind.ToString().ToLowerInvariant()}"
        : throw new ArgumentException($"'{index.Field}' cannot be an index's field: lower-case letters, digits, underscore and dot.", nameof(index));

    public static string SqlType(IndexKind kind) => kind switch
    {
        IndexKind.Text => "TEXT",
        IndexKind.Real => "REAL",
        _ => "INTEGER",
    };

    /// <summary>The document's value as SQLite compares it; null where unset.</summary>
    public static object? Value<T>(Index<T> index, T document) => (index.Kind, index.Value(document)) switch
    {
        (_, null) => null,
        (IndexKind.Text, string text) => text,
        (IndexKind.Integer, long number) => number,
        (IndexKind.Integer, int number) => (long)number,
        (IndexKind.Real, double number) => double.IsNaN(number) ? null : number,
        (IndexKind.Boolean, bool flag) => flag ? 1L : 0L,
        (IndexKind.Time, DateTimeOffset time) => time.UtcTicks,
        var (kind, value) => throw new InvalidOperationException($"The index '{index.Field}' of kind {kind} was given a {value.GetType().Name}."),
    };

    /// <summary>Adds columns and indexes that are missing, and fills those that the last program on this file did not maintain.</summary>
    public static void Declare<T>(Database database, Collection<T> collection) where T : class, IMessage<T>, new()
    {
        var table = "doc_" + collection.Id;
        var present = Strings(database, $"SELECT name FROM pragma_table_info('{table}')", null);
        var maintained = Strings(database, "SELECT column_name FROM declared_index WHERE collection = ?1", collection.Id);
        var columns = collection.Indexes.Select(index => (Index: index, Column: Name(index))).ToList();
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
                    update.BindValue(i + 2, Value(columns[i].Index, document));
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

    [GeneratedRegex("^[a-z][a-z0-9_.]{0,62}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FieldPattern();
}
