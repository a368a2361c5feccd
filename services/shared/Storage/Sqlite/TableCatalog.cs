using FactoryTwin.Storage.Queries;
using FactoryTwin.Storage.Sqlite.Histories;
using FactoryTwin.Storage.Writing;
using Google.Protobuf;

namespace FactoryTwin.Storage.Sqlite;

/// <summary>A store's tables by their declarations; <paramref name="made"/> hears of histories that are used first.</summary>
internal sealed class TableCatalog(Action<HistoryTable> made)
{
    private readonly DeclaredTables tables = new();

    public DocumentTable<T> Documents<T>(Collection<T> collection, SqliteTransaction transaction) where T : class, IMessage<T>, new() =>
        tables.Declare("doc_" + collection.Id, collection, () => IndexField.ShapeOf(collection), transaction, () => DocumentTable<T>.Create(transaction.Database, collection));

    public HistoryTable Samples(History history, SqliteTransaction transaction) =>
        tables.Declare("history_" + history.Id, history, () => "history", transaction, () =>
        {
            var table = HistoryTable.Create(transaction.Database, history.Id);
            transaction.OnCommit(() => made(table));
            return table;
        });

    public JournalTable Entries(Journal journal, SqliteTransaction transaction) =>
        tables.Declare("journal_" + journal.Id, journal, () => "journal", transaction, () => JournalTable.Create(transaction.Database, journal.Id));

    /// <summary>The table if its making is committed, else null: then the caller declares it in a write.</summary>
    public DocumentTable<T>? Documents<T>(Collection<T> collection) where T : class, IMessage<T>, new() =>
        (DocumentTable<T>?)tables.Committed("doc_" + collection.Id, collection, () => IndexField.ShapeOf(collection));

    public HistoryTable? Samples(History history) => (HistoryTable?)tables.Committed("history_" + history.Id, history, () => "history");

    public JournalTable? Entries(Journal journal) => (JournalTable?)tables.Committed("journal_" + journal.Id, journal, () => "journal");
}
