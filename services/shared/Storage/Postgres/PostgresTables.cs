using FactoryTwin.Storage.Queries;
using FactoryTwin.Storage.Writing;
using Google.Protobuf;

namespace FactoryTwin.Storage.Postgres;

/// <summary>A store's tables by their declarations.</summary>
internal sealed class PostgresTables(PostgresStoreOptions options)
{
    private readonly DeclaredTables tables = new();

    public DocumentTable<T> Documents<T>(Collection<T> collection, PostgresTransaction transaction) where T : class, IMessage<T>, new() =>
        tables.Declare("doc_" + collection.Id, collection, () => IndexField.ShapeOf(collection), transaction, () => DocumentTable<T>.Create(transaction.Session, collection));

    public HistoryTable Samples(History history, PostgresTransaction transaction) =>
        tables.Declare("history_" + history.Id, history, () => "history", transaction, () => HistoryTable.Create(transaction.Session, history.Id, options.PartitionWidth));

    public JournalTable Entries(Journal journal, PostgresTransaction transaction) =>
        tables.Declare("journal_" + journal.Id, journal, () => "journal", transaction, () => JournalTable.Create(transaction.Session, journal.Id));

    /// <summary>The table if its making is committed, else null: then the caller declares it in a write.</summary>
    public DocumentTable<T>? Documents<T>(Collection<T> collection) where T : class, IMessage<T>, new() =>
        (DocumentTable<T>?)tables.Committed("doc_" + collection.Id, collection, () => IndexField.ShapeOf(collection));

    public HistoryTable? Samples(History history) => (HistoryTable?)tables.Committed("history_" + history.Id, history, () => "history");

    public JournalTable? Entries(Journal journal) => (JournalTable?)tables.Committed("journal_" + journal.Id, journal, () => "journal");
}
