using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace FactoryTwin.Storage.Writing;

/// <summary>
/// The declared tables, made at their first use inside the transaction that uses them. The writer knows a table at once, readers
/// from its commit on.
/// </summary>
internal sealed partial class DeclaredTables
{
    private readonly Dictionary<string, Entry> known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Entry> committed = new(StringComparer.Ordinal);

    /// <summary>The table if its making is committed, else null: then the caller declares it in a write.</summary>
    public object? Committed(string id, object declaration, Func<string> shape) =>
        committed.TryGetValue(id, out var entry) ? Checked(id, declaration, shape, entry) : null;

    /// <summary>The table, made by <paramref name="create"/> where this process has not used it yet.</summary>
    public TTable Declare<TTable>(string id, object declaration, Func<string> shape, WriteTransaction transaction, Func<TTable> create)
        where TTable : class
    {
        if (known.TryGetValue(id, out var entry))
            return (TTable)Checked(id, declaration, shape, entry);
        if (!IdPattern().IsMatch(id))
            throw new ArgumentException($"'{id}' is no id of a collection, history or journal: lower-case letters, digits and underscore, at most 48.", nameof(id));
        var table = create();
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
