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

    private const string Fixed = "name, value, etag, create_time, update_time";
    private static readonly MessageParser<T> Parser = new(() => new T());
    private readonly Collection<T> collection;
    private readonly IReadOnlyList<QueryField> fields;
    private readonly string[] columns;
    private readonly int shape;
    private readonly string select;
    private readonly string head;
    private readonly string upsert;
    private readonly string delete;
    private volatile HashSet<int> covering;

    private DocumentTable(Collection<T> collection, IReadOnlyList<QueryField> fields, int shape, HashSet<int> covering)
    {
        (this.collection, this.fields, this.shape, this.covering) = (collection, fields, shape, covering);
        Name = TableName(collection);
        columns = [.. collection.Indexes.Select(DocumentIndex.Column)];
        string[] written = ["name", "value", "document", "etag", "create_time", "update_time", "shape", .. columns];
        select = $"SELECT {Fixed} FROM {Name} WHERE name = $1";
        head = $"SELECT etag, create_time FROM {Name} WHERE name = $1";
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
        Document<T>? found = null;
        session.Query(Pg.Sql(select, name), row => found = row.Read() ? Read(row) : null);
        session.Facts[(Name, name)] = found is null ? null : new Head(found.Etag, found.CreateTime.UtcTicks);
        return found;
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
        var stored = HeadOf(session, name);
        if (expectedEtag is not null && expectedEtag != (stored?.Etag ?? ""))
            throw new EtagMismatchException(name, expectedEtag, stored?.Etag ?? "");
        var ticks = now.UtcTicks;
        var written = new Head(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), stored?.Created ?? ticks);
        object?[] values = [name, value.ToByteArray(), Pg.Json(JsonView.Of(value)), written.Etag, written.Created, ticks, shape,
            .. collection.Indexes.Select(index => DocumentIndex.Parameter(index, value))];
        session.Defer(Pg.Sql(upsert, values));
        session.Facts[(Name, name)] = written;
        return new Document<T>(name, value, written.Etag, new DateTimeOffset(written.Created, TimeSpan.Zero), new DateTimeOffset(ticks, TimeSpan.Zero));
    }

    public bool Delete(WriterSession session, string name)
    {
        if (HeadOf(session, name) is null)
            return false;
        session.Defer(Pg.Sql(delete, name));
        session.Facts[(Name, name)] = null;
        return true;
    }

    /// <summary>The page; null where documents have to be filled in first (<see cref="FillIn"/>).</summary>
    public async ValueTask<Page<T>?> ListAsync(Readers readers, ListQuery query, CancellationToken cancellationToken)
    {
        var list = new DocumentList(Name, fields, query);
        var documents = new List<Document<T>>();
        object?[] place = [];
        var more = false;
        var shapes = new HashSet<int>();
        await readers.ReadAsync(
        [
            (list.Command(Fixed), row =>
            {
                if (documents.Count < list.PageSize)
                {
                    documents.Add(Read(row));
                    if (documents.Count == list.PageSize)
                        place = list.Place(row);
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

    private Head? HeadOf(WriterSession session, string name)
    {
        if (session.Facts.TryGetValue((Name, name), out var known))
            return (Head?)known;
        Head? stored = null;
        session.Query(Pg.Sql(head, name), row => stored = row.Read() ? new Head(row.GetString(0), row.GetInt64(1)) : null);
        session.Facts[(Name, name)] = stored;
        return stored;
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

    private sealed record Head(string Etag, long Created);
}
