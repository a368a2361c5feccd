using FactoryTwin.Events;
using Google.Protobuf;

namespace FactoryTwin.Storage.Sqlite;

/// <summary>One work's view of the open transaction, with what must follow its commit or its undoing.</summary>
internal sealed class SqliteTransaction(Database database, TableCatalog catalog, OutboxTable outbox, TimeProvider time) : IStoreTransaction
{
    private List<Action>? committed;
    private List<Action>? undo;
    private bool ended;

    public Database Database => ended
        ? throw new InvalidOperationException("The transaction has ended; it may only be used inside the work that it was given to.")
        : database;

    /// <summary>Rows written, for the metric.</summary>
    public long Rows { get; private set; }

    public void OnCommit(Action action) => (committed ??= []).Add(action);

    public void OnUndo(Action action) => (undo ??= []).Add(action);

    public void End() => ended = true;

    public void Committed() => committed?.ForEach(action => action());

    public void Undo()
    {
        for (var i = (undo?.Count ?? 0) - 1; i >= 0; i--)
            undo![i]();
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

    public void SaveOffset(string group, string topic, int partition, long nextOffset)
    {
        OffsetTable.Save(Database, group, topic, partition, nextOffset);
        Rows++;
    }
}
