using System.Security.Cryptography;
using FactoryTwin.Storage.Queries;
using Google.Protobuf;

namespace FactoryTwin.Storage.Sqlite;

/// <summary>Documents as protobuf bytes, with one column for each declared index.</summary>
internal sealed class DocumentTable<T> where T : class, IMessage<T>, new()
{
    private static readonly MessageParser<T> Parser = new(() => new T());
    private readonly Collection<T> collection;
    private readonly IReadOnlyList<QueryField> fields;
    private readonly string select;
    private readonly string upsert;
    private readonly string delete;

    private DocumentTable(Collection<T> collection)
    {
        this.collection = collection;
        var columns = new[] { "name", "value", "etag", "create_time", "update_time" }.Concat(collection.Indexes.Select(IndexField.Column)).ToList();
        Name = "doc_" + collection.Id;
        fields = IndexField.QueryFields(collection);
        select = $"SELECT name, value, etag, create_time, update_time FROM {Name} WHERE name = ?1";
        upsert = $"""
            INSERT INTO {Name} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => $"?{i + 1}"))})
            ON CONFLICT (name) DO UPDATE SET {string.Join(", ", columns.Skip(1).Select(column => $"{column} = excluded.{column}"))}
            """;
        delete = $"DELETE FROM {Name} WHERE name = ?1";
    }

    public string Name { get; }

    public static DocumentTable<T> Create(Database database, Collection<T> collection)
    {
        CheckType(database, collection);
        database.Execute($"""
            CREATE TABLE IF NOT EXISTS doc_{collection.Id} (name TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL, etag TEXT NOT NULL,
              create_time INTEGER NOT NULL, update_time INTEGER NOT NULL)
            """);
        IndexColumn.Declare(database, collection);
        return new DocumentTable<T>(collection);
    }

    public Document<T>? Get(Database database, string name)
    {
        using var row = database.Cached(select);
        row.Bind(1, name);
        return row.Step() ? Read(row) : null;
    }

    public Document<T> Put(Database database, T value, string? expectedEtag, DateTimeOffset now)
    {
        var name = collection.NameOf(value);
        ArgumentException.ThrowIfNullOrEmpty(name, nameof(value));
        var (etag, created) = Head(database, name);
        if (expectedEtag is not null && expectedEtag != etag)
            throw new EtagMismatchException(name, expectedEtag, etag);
        var document = new Document<T>(name, value, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), created ?? Ticks(now), Ticks(now));
        using var put = database.Cached(upsert);
        put.Bind(1, name).Bind(2, value.ToByteArray()).Bind(3, document.Etag).Bind(4, document.CreateTime.UtcTicks).Bind(5, document.UpdateTime.UtcTicks);
        for (var i = 0; i < collection.Indexes.Count; i++)
            put.BindValue(i + 6, IndexField.Value(collection.Indexes[i], value));
        put.Run();
        return document;
    }

    public bool Delete(Database database, string name)
    {
        using var remove = database.Cached(delete);
        remove.Bind(1, name).Run();
        return database.Changes > 0;
    }

    public Page<T> List(Database database, ListQuery query)
    {
        var list = new DocumentList(Name, fields, query, SqliteDialect.Instance);
        using var rows = database.Once(list.Sql);
        var documents = new List<Document<T>>();
        object?[] place = [];
        while (rows.Step())
        {
            if (documents.Count == list.PageSize)
                return new Page<T>(documents, list.Token(place));
            documents.Add(Read(rows));
            if (documents.Count == list.PageSize)
                place = list.Place(rows.Value);
        }
        return new Page<T>(documents, "");
    }

    private (string Etag, DateTimeOffset? Created) Head(Database database, string name)
    {
        using var row = database.Cached(select);
        row.Bind(1, name);
        return row.Step() ? (row.Text(2), row.Time(3)) : ("", null);
    }

    private static Document<T> Read(Statement row) => new(row.Text(0), Parser.ParseFrom(row.Blob(1)), row.Text(2), row.Time(3), row.Time(4));

    private static DateTimeOffset Ticks(DateTimeOffset time) => time.ToUniversalTime();

    private static void CheckType(Database database, Collection<T> collection)
    {
        var type = new T().Descriptor.FullName;
        using var stored = database.Once("SELECT type FROM declaration WHERE id = ?1");
        stored.Bind(1, "doc_" + collection.Id);
        if (!stored.Step())
        {
            using var declare = database.Once("INSERT INTO declaration VALUES (?1, ?2)");
            declare.Bind(1, "doc_" + collection.Id).Bind(2, type).Run();
        }
        else if (stored.Text(0) != type)
        {
            throw new InvalidOperationException($"The collection '{collection.Id}' holds {stored.Text(0)}, it cannot be used for {type}. Give the new one another id.");
        }
    }
}
