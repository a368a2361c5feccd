using FactoryTwin.Events;
using FactoryTwin.Storage.Histories.Aggregates;
using Google.Protobuf;

namespace FactoryTwin.Storage;

/// <summary>One service's own store. Reads see the last committed state; writes go through one transaction at a time.</summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>
    /// Runs <paramref name="work"/> in a write transaction and completes when it is durable. Waiting writers share one commit
    /// (group commit); an exception rolls back this work alone and is rethrown. Work must be quick and must not wait for I/O.
    /// Cancelled while it waits, it has certainly not run; once it runs, its outcome is told whatever the token says.
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

    /// <summary>
    /// Aggregates of each of these series, in their order, over the same intervals. A series that is not there has empty ones.
    /// </summary>
    /// <exception cref="InvalidQueryException">The query cannot be asked; see <see cref="AggregateQuery.Check"/>.</exception>
    ValueTask<IReadOnlyList<IReadOnlyList<Aggregate>>> AggregateAsync(
        History history, IReadOnlyList<string> series, AggregateQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Brings about <paramref name="limit"/> samples into their compressed form; returns how much was done, 0 when nothing is left to do.
    /// What is stored and answered stays the same. A store also does it by itself when enough wait.
    /// </summary>
    ValueTask<int> CompressAsync(History history, int limit, CancellationToken cancellationToken);

    /// <summary>The newest sample of every series: what a restart shows at once.</summary>
    ValueTask<IReadOnlyDictionary<string, Sample>> ReadLastSamplesAsync(History history, CancellationToken cancellationToken);

    /// <summary>Entries of a journal with this key, newest first, with ids below <paramref name="beforeId"/>; 0: from the newest.</summary>
    ValueTask<IReadOnlyList<JournalEntry>> ListJournalAsync(Journal journal, string key, long beforeId, int limit, CancellationToken cancellationToken);

    /// <summary>The pieces of one journal entry in order, byte for byte.</summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ReadJournalAsync(Journal journal, long id, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes samples older than <paramref name="olderThan"/>, oldest first within a series and at most <paramref name="limit"/>;
    /// the newest sample of a series always stays. Returns how many were deleted: fewer than the limit means that none is left. Where a
    /// store drops whole tables of old samples, such a table counts as no more than the limit leaves.
    /// </summary>
    ValueTask<int> PruneAsync(History history, DateTimeOffset olderThan, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes entries begun before <paramref name="olderThan"/> with their pieces, oldest first, at most <paramref name="limit"/>; returns how many.</summary>
    ValueTask<int> PruneAsync(Journal journal, DateTimeOffset olderThan, int limit, CancellationToken cancellationToken);

    /// <summary>Returns when the store answers.</summary>
    /// <exception cref="StoreUnavailableException">It does not; says why.</exception>
    ValueTask CheckAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Offsets written by <see cref="IStoreTransaction.SaveOffset"/>.</summary>
    IOffsetStore Offsets { get; }

    /// <summary>Events committed to the outbox and not yet published; the relay in Hosting empties it.</summary>
    IOutbox Outbox { get; }
}
