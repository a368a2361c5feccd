using FactoryTwin.Events;
using Google.Protobuf;

namespace FactoryTwin.Storage;

/// <summary>One service's own store. Reads see the last committed state; writes go through one transaction at a time.</summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>
    /// Runs <paramref name="work"/> in a write transaction and completes when it is durable. Waiting writers share one commit
    /// (group commit); an exception rolls back this work alone and is rethrown. Work must be quick and must not wait for I/O.
    /// </summary>
    /// <exception cref="EtagMismatchException">A guarded write met another etag.</exception>
    Task<T> WriteAsync<T>(Func<IStoreTransaction, T> work, CancellationToken cancellationToken);

    /// <summary>The stored document, or null.</summary>
    ValueTask<Document<T>?> GetAsync<T>(Collection<T> collection, string name, CancellationToken cancellationToken) where T : class, IMessage<T>, new();

    /// <summary>A page of documents that match, in a stable order that survives writes between pages (cursor, not offset).</summary>
    /// <exception cref="InvalidQueryException">Filter, order or page token cannot be used; says which field and why.</exception>
    ValueTask<Page<T>> ListAsync<T>(Collection<T> collection, ListQuery query, CancellationToken cancellationToken) where T : class, IMessage<T>, new();

    /// <summary>Samples of a series in [start, end), oldest first, at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<Sample>> ReadSamplesAsync(History history, string series, DateTimeOffset start, DateTimeOffset end, int limit, CancellationToken cancellationToken);

    /// <summary>The newest sample of every series: what a restart shows at once.</summary>
    ValueTask<IReadOnlyDictionary<string, Sample>> ReadLastSamplesAsync(History history, CancellationToken cancellationToken);

    /// <summary>Entries of a journal with this key, newest first.</summary>
    ValueTask<IReadOnlyList<JournalEntry>> ListJournalAsync(Journal journal, string key, long beforeId, int limit, CancellationToken cancellationToken);

    /// <summary>The pieces of one journal entry in order, byte for byte.</summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ReadJournalAsync(Journal journal, long id, CancellationToken cancellationToken);

    /// <summary>Offsets written by <see cref="IStoreTransaction.SaveOffset"/>.</summary>
    IOffsetStore Offsets { get; }

    /// <summary>Events committed to the outbox and not yet published; the relay in Hosting empties it.</summary>
    IOutbox Outbox { get; }
}

/// <summary>A write transaction. Valid only inside <see cref="IStore.WriteAsync{T}"/>.</summary>
public interface IStoreTransaction
{
    /// <summary>Reads inside the transaction.</summary>
    Document<T>? Get<T>(Collection<T> collection, string name) where T : class, IMessage<T>, new();

    /// <summary>Creates or replaces. With <paramref name="expectedEtag"/> ("" = must not exist) a mismatch throws.</summary>
    Document<T> Put<T>(Collection<T> collection, T value, string? expectedEtag = null) where T : class, IMessage<T>, new();

    /// <summary>True where there was one.</summary>
    bool Delete<T>(Collection<T> collection, string name) where T : class, IMessage<T>, new();

    /// <summary>Adds samples. One sample a series and time: the same value again is a duplicate, another value a conflict; neither changes what is stored.</summary>
    AppendOutcome[] Append(History history, IReadOnlyList<SeriesSample> samples);

    /// <summary>Starts a journal entry; pieces follow by <see cref="AppendJournal"/>.</summary>
    long BeginJournal(Journal journal, string key, string contentType);

    /// <summary>Adds a piece to an entry, exactly as it came; <paramref name="complete"/> marks the last.</summary>
    void AppendJournal(Journal journal, long id, ReadOnlyMemory<byte> piece, bool complete);

    /// <summary>Puts an event into the outbox; it is published after the commit, at least once.</summary>
    void Publish(string topic, CloudEvent cloudEvent);

    /// <summary>Stores a consumer group's position together with what this transaction writes.</summary>
    void SaveOffset(string group, string topic, int partition, long nextOffset);
}

/// <summary>A declared collection of documents of one message type.</summary>
/// <param name="Id">Stable id, also the table's: lower-case letters, digits, underscore.</param>
/// <param name="NameOf">The document's name (its primary key), for example "sources/lab".</param>
/// <param name="Indexes">Fields that filters and orders may use.</param>
public sealed record Collection<T>(string Id, Func<T, string> NameOf, params IReadOnlyList<Index<T>> Indexes) where T : class, IMessage<T>, new();

/// <summary>A field that can be filtered and ordered by.</summary>
/// <param name="Field">Its AIP-160 name, for example "due_time".</param>
/// <param name="Kind">How it compares.</param>
/// <param name="Value">string, long, double, bool or DateTimeOffset according to <paramref name="Kind"/>; null where unset.</param>
public sealed record Index<T>(string Field, IndexKind Kind, Func<T, object?> Value);

/// <summary>How an indexed field compares.</summary>
public enum IndexKind { Text, Integer, Real, Boolean, Time }

/// <summary>A stored document.</summary>
public sealed record Document<T>(string Name, T Value, string Etag, DateTimeOffset CreateTime, DateTimeOffset UpdateTime);

/// <summary>A list request in AIP terms. Empty order: by name. Limits are the caller's to check.</summary>
public sealed record ListQuery(int PageSize, string PageToken = "", string Filter = "", string OrderBy = "")
{
    /// <summary>Only documents whose name starts so, for example "machines/furnace/orders/".</summary>
    public string NamePrefix { get; init; } = "";
}

/// <summary>A page of documents; the token is empty on the last page.</summary>
public sealed record Page<T>(IReadOnlyList<Document<T>> Documents, string NextPageToken);

/// <summary>A declared time-series store: one sample a series and time.</summary>
/// <param name="Id">Stable id, also the table's.</param>
public sealed record History(string Id);

/// <summary>One value at one time.</summary>
/// <param name="Time">UTC; stored with a resolution of 100 ns.</param>
/// <param name="Value">Finite; stored bit for bit.</param>
/// <param name="Quality">The number of factorytwin.common.v1.Quality.</param>
public readonly record struct Sample(DateTimeOffset Time, double Value, int Quality);

/// <summary>A sample and its series' id.</summary>
public readonly record struct SeriesSample(string Series, Sample Sample);

/// <summary>What became of an appended sample.</summary>
public enum AppendOutcome { Added, Duplicate, Conflict }

/// <summary>A declared append-only store of raw bytes.</summary>
public sealed record Journal(string Id);

/// <summary>The head of a journal entry.</summary>
public sealed record JournalEntry(long Id, string Key, string ContentType, long SizeBytes, bool Complete, DateTimeOffset Time);

/// <summary>Committed events that wait to be published.</summary>
public interface IOutbox
{
    /// <summary>The oldest waiting events, in commit order.</summary>
    ValueTask<IReadOnlyList<OutboxEntry>> PeekAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Removes what was published, up to and including this id.</summary>
    ValueTask RemoveAsync(long throughId, CancellationToken cancellationToken);

    /// <summary>Completes when something was committed to the outbox since the last call.</summary>
    ValueTask WaitAsync(CancellationToken cancellationToken);

    /// <summary>Entries waiting now.</summary>
    long Count { get; }
}

/// <summary>One waiting event.</summary>
public sealed record OutboxEntry(long Id, string Topic, CloudEvent Event);

/// <summary>The document was changed by someone else in between.</summary>
public sealed class EtagMismatchException(string name, string expected, string actual)
    : Exception($"'{name}' has etag '{actual}', the request expected '{expected}'.")
{
    public string Name { get; } = name;
    public string Expected { get; } = expected;
    public string Actual { get; } = actual;
}

/// <summary>A filter, order or page token that cannot be used.</summary>
public sealed class InvalidQueryException(string field, string description) : Exception($"{field}: {description}")
{
    /// <summary>The request's field: "filter", "order_by" or "page_token".</summary>
    public string Field { get; } = field;
    public string Description { get; } = description;
}
