using System.Runtime.CompilerServices;
using FactoryTwin.Events;
using FactoryTwin.Storage.Histories.Aggregates;
using FactoryTwin.Storage.Sqlite.Histories;
using FactoryTwin.Storage.Writing;
using Google.Protobuf;

namespace FactoryTwin.Storage.Sqlite;

/// <summary>
/// A store in one SQLite file, for a service that runs embedded. A write is acknowledged after fsync of the write-ahead log.
/// Tables are made when a declaration is first used.
/// </summary>
public sealed class SqliteStore : IStore
{
    private readonly FileStream exclusive;
    private readonly Database database;
    private readonly ReaderPool readers;
    private readonly GroupCommit<SqliteTransaction> writer;
    private readonly OutboxTable outbox;
    private readonly StoreMetrics metrics;
    private readonly HistoryCompression compression;
    private readonly TableCatalog catalog;
    private int disposed;

    private SqliteStore(SqliteStoreOptions options, TimeProvider time, FileStream exclusive, Database database)
    {
        (this.exclusive, this.database) = (exclusive, database);
        readers = new ReaderPool(options);
        outbox = new OutboxTable(database, readers);
        metrics = new StoreMetrics(options.Name);
        metrics.WatchOutbox(() => outbox.Count);
        catalog = new TableCatalog(table => compression!.Watch(table));
        var limits = new GroupCommitLimits(options.Name, options.QueueLimit, options.MaxBatch, options.MaxBatchTime);
        writer = new(new SqliteCommitter(database, options, () => new SqliteTransaction(database, catalog, outbox, time)), limits, time, metrics);
        compression = new HistoryCompression(options, writer, metrics);
        outbox.Write = writer.RunAsync;
        Offsets = new OffsetTable(readers);
    }

    public IOffsetStore Offsets { get; }

    public IOutbox Outbox => outbox;

    /// <summary>Opens or makes the file, brings its schema up to date and starts the writer.</summary>
    /// <exception cref="StoreOpenException">Locked by another process, damaged, or not writable; says what to do.</exception>
    public static Task<IStore> OpenAsync(SqliteStoreOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        Task.Run(() => (IStore)SqliteOpening.Open(options, time, (exclusive, database) => new SqliteStore(options, time, exclusive, database)), cancellationToken);

    public Task<T> WriteAsync<T>(Func<IStoreTransaction, T> work, CancellationToken cancellationToken) => writer.WriteAsync(work, cancellationToken);

    public async ValueTask<Document<T>?> GetAsync<T>(Collection<T> collection, string name, CancellationToken cancellationToken) where T : class, IMessage<T>, new()
    {
        var table = await TableAsync(collection, cancellationToken);
        return await readers.ReadAsync(reader => table.Get(reader, name), cancellationToken);
    }

    public async ValueTask<Page<T>> ListAsync<T>(Collection<T> collection, ListQuery query, CancellationToken cancellationToken) where T : class, IMessage<T>, new()
    {
        var table = await TableAsync(collection, cancellationToken);
        return await readers.ReadAsync(reader => table.List(reader, query), cancellationToken);
    }

    public async ValueTask<IReadOnlyList<Sample>> ReadSamplesAsync(
        History history, string series, DateTimeOffset start, DateTimeOffset end, int limit, CancellationToken cancellationToken)
    {
        var table = await TableAsync(history, cancellationToken);
        return await readers.ReadAsync(reader => table.Read(reader, series, start, end, limit), cancellationToken);
    }

    public async ValueTask<IReadOnlyDictionary<string, Sample>> ReadLastSamplesAsync(History history, CancellationToken cancellationToken)
    {
        var table = await TableAsync(history, cancellationToken);
        return table.ReadLast();
    }

    public async ValueTask<IReadOnlyList<JournalEntry>> ListJournalAsync(Journal journal, string key, long beforeId, int limit, CancellationToken cancellationToken)
    {
        var table = await TableAsync(journal, cancellationToken);
        return await readers.ReadAsync(reader => table.List(reader, key, beforeId, limit), cancellationToken);
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadJournalAsync(Journal journal, long id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var table = await TableAsync(journal, cancellationToken);
        var pieces = await readers.ReadAsync(reader => table.Pieces(reader, id), cancellationToken);
        // A read of its own for each piece: a slow consumer must not hold a snapshot, which would keep the log from being emptied.
        for (long number = 0; number < pieces; number++)
        {
            var current = number;
            yield return await readers.ReadAsync(reader => table.ReadPiece(reader, id, current), cancellationToken)
                ?? throw new IOException($"Entry {id} of journal '{journal.Id}' was pruned while it was read.");
        }
    }

    public async ValueTask<IReadOnlyList<IReadOnlyList<Aggregate>>> AggregateAsync(
        History history, IReadOnlyList<string> series, AggregateQuery query, CancellationToken cancellationToken)
    {
        query.Check();
        var table = await TableAsync(history, cancellationToken);
        return await readers.ReadAsync(reader => table.Aggregate(reader, series, query, cancellationToken), cancellationToken);
    }

    public async ValueTask<int> CompressAsync(History history, int limit, CancellationToken cancellationToken) =>
        await compression.CompressAsync(await TableAsync(history, cancellationToken), limit, cancellationToken);

    public async ValueTask<int> PruneAsync(History history, DateTimeOffset olderThan, int limit, CancellationToken cancellationToken) =>
        await compression.PruneAsync(await TableAsync(history, cancellationToken), olderThan, limit, cancellationToken);

    public async ValueTask<int> PruneAsync(Journal journal, DateTimeOffset olderThan, int limit, CancellationToken cancellationToken) =>
        await writer.RunAsync(transaction => catalog.Entries(journal, transaction).Prune(transaction.Database, olderThan, limit), cancellationToken);

    /// <summary>Takes no further work; what waits is finished and answered, then the log is moved into the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        await compression.DisposeAsync();
        await writer.DisposeAsync();
        await readers.DisposeAsync();
        metrics.Dispose();
        try
        {
            database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        finally
        {
            database.Dispose();
            await exclusive.DisposeAsync();
        }
    }

    private async ValueTask<DocumentTable<T>> TableAsync<T>(Collection<T> collection, CancellationToken cancellationToken) where T : class, IMessage<T>, new() =>
        catalog.Documents(collection) ?? await writer.RunAsync(transaction => catalog.Documents(collection, transaction), cancellationToken);

    private async ValueTask<HistoryTable> TableAsync(History history, CancellationToken cancellationToken) =>
        catalog.Samples(history) ?? await writer.RunAsync(transaction => catalog.Samples(history, transaction), cancellationToken);

    private async ValueTask<JournalTable> TableAsync(Journal journal, CancellationToken cancellationToken) =>
        catalog.Entries(journal) ?? await writer.RunAsync(transaction => catalog.Entries(journal, transaction), cancellationToken);
}
