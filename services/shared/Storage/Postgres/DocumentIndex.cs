using FactoryTwin.Storage.Queries;
using Google.Protobuf;
using Npgsql;

namespace FactoryTwin.Storage.Postgres;

/// <summary>
/// The columns of declared indexes. Each row says which columns its writer maintained (its shape), because programs of two versions
/// may write at the same time: what an older one wrote is filled in before a newer one's filter is believed.
/// </summary>
internal static class DocumentIndex
{
    /// <summary>Characters of a text that an index holds; an index entry of the server has room for about 2,700 bytes.</summary>
    public const int KeyLength = 256;

    private const int FillAtOnce = 500;

    public static string Column<T>(Index<T> index) => Pg.Name(IndexField.Column(index));

    /// <summary>The value as a parameter of its column.</summary>
    public static NpgsqlParameter Parameter<T>(Index<T> index, T document) =>
        IndexField.Value(index, document) is { } value ? Pg.Parameter(value) : Pg.Null(index.Kind);

    /// <summary>What the index holds of a column.</summary>
    public static string Key(QueryField field) => IsCut(field) ? $"left({field.Column}, {KeyLength})" : field.Column;

    /// <summary>True where the index holds less than the whole.</summary>
    public static bool IsCut(QueryField field) => field.Kind == IndexKind.Text && field.Column != "name";

    /// <summary>Adds columns and indexes that are missing; returns the shape of this declaration.</summary>
    public static int Declare<T>(WriterSession session, string table, Collection<T> collection, IReadOnlyList<QueryField> fields) where T : class, IMessage<T>, new()
    {
        var columns = collection.Indexes.Select(Column).ToArray();
        foreach (var (index, column) in collection.Indexes.Zip(columns))
            session.Defer(Pg.Sql($"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column} {SqlType(index.Kind)}"));
        foreach (var field in fields.Where(field => field.Column != "name"))
            session.Defer(Pg.Sql($"CREATE INDEX IF NOT EXISTS {Pg.Name($"{table}_{field.Column}")} ON {table} ({Key(field)} NULLS FIRST, name)"));
        session.Defer(Pg.Sql("INSERT INTO shape (collection, columns) VALUES ($1, $2) ON CONFLICT DO NOTHING", table, columns));
        var shape = 0;
        session.Change(Pg.Sql("SELECT id FROM shape WHERE collection = $1 AND columns = $2", table, columns), row => shape = row.Read() ? row.GetInt32(0) : 0);
        return shape;
    }

    /// <summary>Shapes whose rows hold at least these columns.</summary>
    public static HashSet<int> Covering(WriterSession session, string table, string[] columns)
    {
        var covering = new HashSet<int>();
        session.Query(Pg.Sql("SELECT id FROM shape WHERE collection = $1 AND columns @> $2", table, columns), row =>
        {
            while (row.Read())
                covering.Add(row.GetInt32(0));
        });
        return covering;
    }

    /// <summary>Fills the columns of rows whose writer did not maintain them.</summary>
    public static void Fill<T>(WriterSession session, string table, Collection<T> collection, int shape, HashSet<int> covering) where T : class, IMessage<T>, new()
    {
        var parser = new MessageParser<T>(() => new T());
        var set = string.Concat(collection.Indexes.Select((index, i) => $", {Column(index)} = ${i + 3}"));
        List<(string Name, T Value)> stale;
        do
        {
            stale = [];
            session.Query(Pg.Sql($"SELECT name, value FROM {table} WHERE shape <> ALL ($1) LIMIT {FillAtOnce}", covering.ToArray()), row =>
            {
                while (row.Read())
                    stale.Add((row.Text(0), parser.ParseFrom(row.GetFieldValue<byte[]>(1))));
            });
            foreach (var (name, document) in stale)
            {
                object?[] values = [name, shape, .. collection.Indexes.Select(index => Parameter(index, document))];
                session.Defer(Pg.Sql($"UPDATE {table} SET shape = $2{set} WHERE name = $1", values));
            }
        }
        while (stale.Count > 0);
    }

    // Times are ticks and flags 0 and 1, as in every adapter: the server's own time has microseconds only.
    private static string SqlType(IndexKind kind) => kind switch
    {
        IndexKind.Text => "text COLLATE \"C\"",
        IndexKind.Real => "double precision",
        _ => "bigint",
    };
}
