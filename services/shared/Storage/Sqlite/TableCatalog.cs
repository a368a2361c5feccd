using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Google.Protobuf;

namespace FactoryTwin.Storage.Sqlite;

/// <summary>
/// The declared tables, made at their first use inside the transaction that uses them. The writer knows a table at once, readers
/// from its commit on.
/// </summary>
internal sealed partial class TableCatalog
{
    private readonly Dictionary<string, Entry> known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Entry> committed = new(StringComparer.Ordinal);

    public DocumentTable<T> Documents<T>(Collection<T> collection, SqliteTransaction transaction) where T : class, IMessage<T>, new() =>
        Declare("doc_" + collection.Id, collection, () => DocumentTable<T>.ShapeOf(collection), transaction, database => DocumentTable<T>.Create(database, collection));

    public HistoryTable Samples(History history, SqliteTransaction transaction) =>
        Declare("history_" + history.Id, history, () => "history", transaction, database => HistoryTable.Create(database, history.Id));

    public JournalTable Entries(Journal journal, SqliteTransaction transaction) =>
        Declare("journal_" + journal.Id, journal, () => "journal", transaction, database => JournalTable.Create(database, journal.Id));

    /// <summary>The table if its making is committed, else null: then the caller declares it in a write.</summary>
    public DocumentTable<T>? Documents<T>(Collection<T> collection) where T : class, IMessage<T>, new() =>
        (DocumentTable<T>?)Committed("doc_" + collection.Id, collection, () => DocumentTable<T>.ShapeOf(collection));

    public HistoryTable? Samples(History history) => (HistoryTable?)Committed("history_" + history.Id, history, () => "history");

    public JournalTable? Entries(Journal journal) => (JournalTable?)Committed("journal_" + journal.Id, journal, () => "journal");

    private object? Committed(string id, object declaration, Func<string> shape) =>
        committed.TryGetValue(id, out var entry) ? Checked(id, declaration, shape, entry) : null;

    private TTable Declare<TTable>(string id, object declaration, Func<string> shape, SqliteTransaction transaction, Func<Database, TTable> create)
        where TTable : class
    {
        if (known.TryGetValue(id, out var entry))
            return (TTable)Checked(id, declaration, shape, entry);
        if (!IdPattern().IsMatch(id))
            throw new ArgumentException($"'{id}' is no id of a collection, history or journal: lower-case letters, digits and underscore, at most 48.", nameof(id));
        var table = create(transaction.Database);
        known.Add(id, entry = new Entry(declaration, shape(), table));
        transaction.OnUndo(() => known.Remove(id));
        transaction.OnCommit(() => committed[id] = entry);
        return table;
    }

    private static object Checked(string id, object declaration, Func<string> shape, Entry entry)
    {
        if (ReferenceEquals(entry.Declaration, declaration) || entry.Shape == shape())
            return entry.Table;
        throw new InvalidOperationException($"'{id}' is declared twice: as {entry.Shape} and as {shape()}. Declare it once and share the declaration.");
    }

    [GeneratedRegex("^[a-z]+_[a-z][a-z0-9_]{0,47}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdPattern();

    /// <summary>A declaration, what it comes down to in words, and its table.</summary>
    private sealed record Entry(object Declaration, string Shape, object Table);
}
