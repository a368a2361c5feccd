using FactoryTwin.Events;
using FactoryTwin.Storage.Writing;
using Google.Protobuf;

namespace FactoryTwin.Storage.Postgres;

/// <summary>One work's view of the open transaction.</summary>
internal sealed class PostgresTransaction(WriterSession session, PostgresTables tables, OutboxTable outbox, TimeProvider time) : WriteTransaction, IStoreTransaction
{
    public WriterSession Session
    {
        get
        {
            ThrowIfEnded();
            return session;
        }
    }

    public Document<T>? Get<T>(Collection<T> collection, string name) where T : class, IMessage<T>, new() =>
        tables.Documents(collection, this).Get(Session, name);

    public Document<T> Put<T>(Collection<T> collection, T value, string? expectedEtag = null) where T : class, IMessage<T>, new()
    {
        var stored = tables.Documents(collection, this).Put(Session, value, expectedEtag, time.GetUtcNow());
        Rows++;
        return stored;
    }

    public bool Delete<T>(Collection<T> collection, string name) where T : class, IMessage<T>, new()
    {
        var deleted = tables.Documents(collection, this).Delete(Session, name);
        Rows += deleted ? 1 : 0;
        return deleted;
    }

    public AppendOutcome[] Append(History history, IReadOnlyList<SeriesSample> samples)
    {
        var outcomes = tables.Samples(history, this).Append(this, samples);
        Rows += outcomes.LongLength;
        return outcomes;
    }

    public long BeginJournal(Journal journal, string key, string contentType) =>
        tables.Entries(journal, this).Begin(Session, key, contentType, time.GetUtcNow());

    public void AppendJournal(Journal journal, long id, ReadOnlyMemory<byte> piece, bool complete)
    {
        tables.Entries(journal, this).Append(Session, id, piece, complete);
        Rows++;
    }

    public void Publish(string topic, CloudEvent cloudEvent)
    {
        outbox.Add(this, topic, cloudEvent);
        Rows++;
    }

    public void SaveOffset(string group, string topic, int partition, long nextOffset, long? firstOffset = null)
    {
        if (!OffsetTable.Save(Session, group, topic, partition, nextOffset, firstOffset ?? long.MaxValue))
            throw new OffsetMovedException(group, topic, partition, firstOffset!.Value);
        Rows++;
    }
}
