using FactoryTwin.Storage.Postgres.Histories;
using FactoryTwin.Storage.Queries;
using FactoryTwin.Storage.Writing;
using Google.Protobuf;

namespace FactoryTwin.Storage.Postgres;

/// <summary>A store's tables by their declarations; <paramref name="made"/> hears of histories that are used first.</summary>
internal sealed class PostgresTables(PostgresStoreOptions options, Readers readers, Action<HistoryTable> made)
{
    private readonly DeclaredTables tables = new();

    public DocumentTable<T> Documents<T>(Collection<T> collection, PostgresTransaction transaction) where T : class, IMessage<T>, new() =>
        tables.Declare("doc_" + collection.Id, collection, () => IndexField.ShapeOf(collection), transaction, () => DocumentTable<T>.Create(transaction.Session, collection));

    public HistoryTable Samples(History history, PostgresTransaction transaction) =>
        tables.Declare("history_" + history.Id, history, () => "history", transaction, () =>
        {
            var table = HistoryTable.Create(transaction.Session, history.Id, options, readers);
            transaction.OnCommit(() => made(table));
            return table;
        });

    public JournalTable Entries(Journal journal, PostgresTransaction transaction) =>
        tables.Declare("journal_" + journal.Id, journal, () => "journal", transaction, () => JournalTable.Create(transaction.Session, journal.Id));

    /// <summary>The table if its making is committed, else null: then the caller declares it in a write.</summary>
    public DocumentTable<T>? Documents<T>(Collection<T> collection) where T : class, IMessage<T>, new() =>
        (DocumentTable<T>?)tables.Committed("doc_" + collection.Id, collection, () => IndexField.ShapeOf(collection));

    public HistoryTable? Samples(History history) => (HistoryTable?)tables.Committed("history_" + history.Id, history, () => "history");

    public JournalTable? Entries(Journal journal) => (JournalTable?)tables.Committed("journal_" + journal.Id, journal, () => "journal");
}
