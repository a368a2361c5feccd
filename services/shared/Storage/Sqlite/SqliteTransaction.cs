using FactoryTwin.Events;
using FactoryTwin.Storage.Writing;
using Google.Protobuf;

namespace FactoryTwin.Storage.Sqlite;

/// <summary>One work's view of the open transaction.</summary>
internal sealed class SqliteTransaction(Database database, TableCatalog catalog, OutboxTable outbox, TimeProvider time) : WriteTransaction, IStoreTransaction
{
    public Database Database
    {
        get
        {
            ThrowIfEnded();
            return database;
        }
    }

    public Document<T>? Get<T>(Collection<T> collection, string name) where T : class, IMessage<T>, new() =>
        catalog.Documents(collection, this).Get(Database, name);

    public Document<T> Put<T>(Collection<T> collection, T value, string? expectedEtag = null) where T : class, IMessage<T>, new()
    {
        var stored = catalog.Documents(collection, this).Put(Database, value, expectedEtag, time.GetUtcNow());
        Rows++;
        return stored;
    }

    public bool Delete<T>(Collection<T> collection, string name) where T : class, IMessage<T>, new()
    {
        var deleted = catalog.Documents(collection, this).Delete(Database, name);
        Rows += deleted ? 1 : 0;
        return deleted;
    }

    public AppendOutcome[] Append(History history, IReadOnlyList<SeriesSample> samples)
    {
        var outcomes = catalog.Samples(history, this).Append(this, samples);
        Rows += outcomes.LongLength;
        return outcomes;
    }

    public long BeginJournal(Journal journal, string key, string contentType) =>
        catalog.Entries(journal, this).Begin(Database, key, contentType, time.GetUtcNow());

    public void AppendJournal(Journal journal, long id, ReadOnlyMemory<byte> piece, bool complete)
    {
        catalog.Entries(journal, this).Append(Database, id, piece.Span, complete);
        Rows++;
    }

    public void Publish(string topic, CloudEvent cloudEvent)
    {
        outbox.Add(this, topic, cloudEvent);
        Rows++;
    }

    public void SaveOffset(string group, string topic, int partition, long nextOffset, long? firstOffset = null)
    {
        if (!OffsetTable.Save(Database, group, topic, partition, nextOffset, firstOffset ?? long.MaxValue))
            throw new OffsetMovedException(group, topic, partition, firstOffset!.Value);
        Rows++;
    }
}
