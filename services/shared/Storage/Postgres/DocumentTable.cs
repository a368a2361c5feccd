using System.Security.Cryptography;
using System.Text;
using FactoryTwin.Storage.Queries;
using Google.Protobuf;
using Npgsql;

namespace FactoryTwin.Storage.Postgres;

/// <summary>Documents as protobuf bytes, with JSON beside them and one typed column for each declared index.</summary>
internal sealed class DocumentTable<T> where T : class, IMessage<T>, new()
{
    /// <summary>Bytes of a name; an entry of the primary key has room for about 2,700.</summary>
    private const int LongestName = 1500;

    private const int LargestKept = 1 << 16;

    private static readonly MessageParser<T> Parser = new(() => new T());
    private readonly Collection<T> collection;
    private readonly IReadOnlyList<QueryField> fields;
    private readonly string[] columns;
    private readonly int shape;
    private readonly string select;
    private readonly string upsert;
    private readonly string delete;
    private volatile HashSet<int> covering;

    private DocumentTable(Collection<T> collection, IReadOnlyList<QueryField> fields, int shape, HashSet<int> covering)
    {
        (this.collection, this.fields, this.shape, this.covering) = (collection, fields, shape, covering);
        Name = TableName(collection);
        columns = [.. collection.Indexes.Select(DocumentIndex.Column)];
        string[] written = ["name", "value", "document", "etag", "create_time", "update_time", "shape", .. columns];
        select = $"SELECT {DocumentList.Columns} FROM {Name} WHERE name = $1";
        upsert = $"""
            INSERT INTO {Name} ({string.Join(", ", written)}) VALUES ({string.Join(", ", written.Select((_, i) => $"${i + 1}"))})
            ON CONFLICT (name) DO UPDATE SET {string.Join(", ", written.Skip(1).Select(column => $"{column} = excluded.{column}"))}
            """;
        delete = $"DELETE FROM {Name} WHERE name = $1";
    }

    public string Name { get; }

    public static DocumentTable<T> Create(WriterSession session, Collection<T> collection)
    {
        var table = TableName(collection);
        CheckType(session, collection);
        session.Defer(Pg.Sql($"""
            CREATE TABLE IF NOT EXISTS {table} (name text COLLATE "C" NOT NULL PRIMARY KEY, value bytea NOT NULL, document jsonb, etag text NOT NULL,
              create_time bigint NOT NULL, update_time bigint NOT NULL, shape integer NOT NULL)
            """));
        session.Defer(Pg.Sql($"CREATE INDEX IF NOT EXISTS {Pg.Name($"{table}_shape")} ON {table} (shape)"));
        var usable = IndexField.QueryFields(collection).ConvertAll(field => field with { Column = Pg.Name(field.Column) });
        var declared = DocumentIndex.Declare(session, table, collection, usable);
        var complete = DocumentIndex.Covering(session, table, [.. collection.Indexes.Select(DocumentIndex.Column)]);
        DocumentIndex.Fill(session, table, collection, declared, complete);
        return new DocumentTable<T>(collection, usable, declared, complete);
    }

    public Document<T>? Get(WriterSession session, string name)
    {
        var stored = Known(session, name);
        if (stored is { Value: null })
        {
            session.Query(Pg.Sql(select, name), row => stored = row.Read() ? Stored.Read(row) : null);
            Remember(session, name, stored);
        }
        return stored is null ? null : new Document<T>(name, Parser.ParseFrom(stored.Value), stored.Etag, Time(stored.Created), Time(stored.Updated));
    }

    public async ValueTask<Document<T>?> GetAsync(Readers readers, string name, CancellationToken cancellationToken)
    {
        Document<T>? found = null;
        await readers.ReadAsync(Pg.Sql(select, name), row => found = Read(row), cancellationToken);
        return found;
    }

    public Document<T> Put(WriterSession session, T value, string? expectedEtag, DateTimeOffset now)
    {
        var name = collection.NameOf(value);
        ArgumentException.ThrowIfNullOrEmpty(name, nameof(value));
        if (Encoding.UTF8.GetByteCount(name) > LongestName)
            throw new ArgumentException($"The name '{name[..40]}…' is longer than {LongestName} bytes.", nameof(value));
        var stored = Known(session, name);
        if (expectedEtag is not null && expectedEtag != (stored?.Etag ?? ""))
            throw new EtagMismatchException(name, expectedEtag, stored?.Etag ?? "");
        var ticks = now.UtcTicks;
        var written = new Stored(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), stored?.Created ?? ticks, ticks, value.ToByteArray());
        object?[] values = [name, written.Value, Pg.Json(JsonView.Of(value)), written.Etag, written.Created, ticks, shape,
            .. collection.Indexes.Select(index => DocumentIndex.Parameter(index, value))];
        session.Defer(Pg.Sql(upsert, values));
        Remember(session, name, written);
        return new Document<T>(name, value, written.Etag, Time(written.Created), Time(ticks));
    }

    public bool Delete(WriterSession session, string name)
    {
        if (Known(session, name) is null)
            return false;
        session.Defer(Pg.Sql(delete, name));
        Remember(session, name, null);
        return true;
    }

    /// <summary>The page; null where documents have to be filled in first (<see cref="FillIn"/>).</summary>
    public async ValueTask<Page<T>?> ListAsync(Readers readers, ListQuery query, CancellationToken cancellationToken)
    {
        var list = new DocumentList(Name, fields, query, PostgresDialect.Instance);
        var documents = new List<Document<T>>();
        object?[] place = [];
        var more = false;
        var shapes = new HashSet<int>();
        await readers.ReadAsync(
        [
            (Pg.Sql(list.Sql.ToString(), [.. list.Sql.Values]), row =>
            {
                if (documents.Count < list.PageSize)
                {
                    documents.Add(Read(row));
                    if (documents.Count == list.PageSize)
                        place = list.Place(row.Value);
                }
                else
                {
                    more = true;
                }
            }),
            (ShapesInUse(), row => shapes.Add(row.GetInt32(0))),
        ], cancellationToken);
        if (columns.Length > 0 && !shapes.IsSubsetOf(covering))
            return null;
        return new Page<T>(documents, more ? list.Token(place) : "");
    }

    /// <summary>Fills the columns of documents that a program without them wrote.</summary>
    public int FillIn(WriterSession session)
    {
        var known = DocumentIndex.Covering(session, Name, columns);
        DocumentIndex.Fill(session, Name, collection, shape, known);
        covering = known;
        return known.Count;
    }

    // A walk over the few different values of an index, each by one step into it.
    private NpgsqlBatchCommand ShapesInUse() => Pg.Sql($"""
        WITH RECURSIVE used (shape) AS (SELECT min(shape) FROM {Name} UNION ALL SELECT (SELECT min(shape) FROM {Name} t WHERE t.shape > used.shape) FROM used WHERE used.shape IS NOT NULL)
        SELECT shape FROM used WHERE shape IS NOT NULL
        """);

    /// <summary>What is stored, perhaps without its value; null where nothing is.</summary>
    private Stored? Known(WriterSession session, string name)
    {
        session.EnsureBegun();
        if (session.Memory.TryGet(Name, name, out var known))
            return (Stored?)known;
        Stored? stored = null;
        session.Query(Pg.Sql(select, name), row => stored = row.Read() ? Stored.Read(row) : null);
        Remember(session, name, stored);
        return stored;
    }

    /// <summary>Large values are not worth their memory: their heads are.</summary>
    private void Remember(WriterSession session, string name, Stored? stored)
    {
        var value = stored?.Value is { Length: <= LargestKept } kept ? kept : null;
        session.Memory.Set(Name, name, stored is null ? null : stored with { Value = value }, value?.Length ?? 0);
    }

    private static Document<T> Read(NpgsqlDataReader row) => new(row.Text(0), Parser.ParseFrom(row.GetFieldValue<byte[]>(1)), row.GetString(2), row.Time(3), row.Time(4));

    private static string TableName(Collection<T> collection) => "doc_" + collection.Id;

    private static void CheckType(WriterSession session, Collection<T> collection)
    {
        var type = new T().Descriptor.FullName;
        var stored = type;
        session.Defer(Pg.Sql("INSERT INTO declaration VALUES ($1, $2) ON CONFLICT DO NOTHING", TableName(collection), type));
        session.Change(Pg.Sql("SELECT type FROM declaration WHERE id = $1", TableName(collection)), row => stored = row.Read() ? row.GetString(0) : type);
        if (stored != type)
            throw new InvalidOperationException($"The collection '{collection.Id}' holds {stored}, it cannot be used for {type}. Give the new one another id.");
    }

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private sealed record Stored(string Etag, long Created, long Updated, byte[]? Value)
    {
        public static Stored Read(NpgsqlDataReader row) => new(row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.GetFieldValue<byte[]>(1));
    }
}
