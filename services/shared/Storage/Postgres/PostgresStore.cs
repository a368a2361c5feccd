using System.Runtime.CompilerServices;
using FactoryTwin.Events;
using FactoryTwin.Storage.Histories.Aggregates;
using FactoryTwin.Storage.Postgres.Histories;
using FactoryTwin.Storage.Writing;
using Google.Protobuf;
using Npgsql;

namespace FactoryTwin.Storage.Postgres;

/// <summary>
/// A store in a schema of its own of a PostgreSQL server. A write is acknowledged after the server's commit. Several processes may
/// share a schema; tables are made when a declaration is first used. A lost connection fails what was under way and heals by itself.
/// </summary>
public sealed class PostgresStore : IStore
{
    private readonly Readers readers;
    private readonly NpgsqlDataSource writerSource;
    private readonly WriterSession session;
    private readonly GroupCommit<PostgresTransaction> writer;
    private readonly OutboxWatch watch;
    private readonly OutboxTable outbox;
    private readonly StoreMetrics metrics;
    private readonly PostgresTables tables;
    private readonly HistoryUpkeep histories;
    private readonly string place;
    private int disposed;

    private PostgresStore(PostgresStoreOptions options, TimeProvider time, NpgsqlDataSource writerSource)
    {
        (this.writerSource, place) = (writerSource, options.Place);
        readers = new Readers(PostgresOpening.Source(options, "reader", options.Readers), options.Place);
        watch = new OutboxWatch(writerSource, options);
        outbox = new OutboxTable(readers, watch);
        tables = new PostgresTables(options, readers, table => histories!.Watch(table));
        metrics = new StoreMetrics(options.Name);
        metrics.WatchOutbox(() => outbox.Count);
        session = new WriterSession(writerSource, options.Place);
        var committer = new PostgresCommitter(options, session, time, () => new PostgresTransaction(session, tables, outbox, time)) { Closing = outbox.Closing };
        writer = new(committer, new GroupCommitLimits(options.Name, options.QueueLimit, options.MaxBatch, options.MaxBatchTime), time, metrics);
        histories = new HistoryUpkeep(options, writer, time, metrics);
        outbox.Write = writer.RunAsync;
        Offsets = new OffsetTable(readers);
    }

    public IOffsetStore Offsets { get; }

    public IOutbox Outbox => outbox;

    /// <summary>Makes the schema or brings it up to date, and starts the writer.</summary>
    /// <exception cref="StoreOpenException">No such server, wrong password, a right that is missing; says what to do.</exception>
    public static async Task<IStore> OpenAsync(PostgresStoreOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        // Not pooled: the writer and the listener keep their connections, and a lock must end with the one that took it.
        var source = PostgresOpening.Source(options, "writer", 0);
        PostgresStore? store = null;
        try
        {
            await PostgresOpening.PrepareAsync(options, source, time, cancellationToken);
            store = new PostgresStore(options, time, source);
            await store.outbox.RecountAsync(cancellationToken);
            await store.watch.StartAsync(store.outbox.RecountAsync, cancellationToken);
            return store;
        }
        catch (Exception exception)
        {
            if (store is not null)
                await store.DisposeAsync();
            await source.DisposeAsync();
            // Also a server that answered at first and was lost before all was there.
            if (Failures.Passing(exception, options.Place) is not null)
                throw new StoreOpenException(options.Place, Failures.WhyNotOpen(exception), exception);
            throw;
        }
    }

    public Task<T> WriteAsync<T>(Func<IStoreTransaction, T> work, CancellationToken cancellationToken) => writer.WriteAsync(work, cancellationToken);

    public async ValueTask<Document<T>?> GetAsync<T>(Collection<T> collection, string name, CancellationToken cancellationToken) where T : class, IMessage<T>, new()
    {
        var table = await TableAsync(collection, cancellationToken);
        return await table.GetAsync(readers, name, cancellationToken);
    }

    public async ValueTask<Page<T>> ListAsync<T>(Collection<T> collection, ListQuery query, CancellationToken cancellationToken) where T : class, IMessage<T>, new()
    {
        var table = await TableAsync(collection, cancellationToken);
        while (true)
        {
            if (await table.ListAsync(readers, query, cancellationToken) is { } page)
                return page;
            await writer.RunAsync(transaction => table.FillIn(transaction.Session), cancellationToken);
        }
    }

    public async ValueTask<IReadOnlyList<Sample>> ReadSamplesAsync(
        History history, string series, DateTimeOffset start, DateTimeOffset end, int limit, CancellationToken cancellationToken)
    {
        var table = await TableAsync(history, cancellationToken);
        return await table.ReadAsync(series, start, end, limit, cancellationToken);
    }

    public async ValueTask<IReadOnlyDictionary<string, Sample>> ReadLastSamplesAsync(History history, CancellationToken cancellationToken)
    {
        var table = await TableAsync(history, cancellationToken);
        return await table.ReadLastAsync(cancellationToken);
    }

    public async ValueTask<IReadOnlyList<JournalEntry>> ListJournalAsync(Journal journal, string key, long beforeId, int limit, CancellationToken cancellationToken)
    {
        var table = await TableAsync(journal, cancellationToken);
        return await table.ListAsync(readers, key, beforeId, limit, cancellationToken);
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadJournalAsync(Journal journal, long id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var table = await TableAsync(journal, cancellationToken);
        var pieces = await table.PiecesAsync(readers, id, cancellationToken);
        // A read of its own for each piece: a slow consumer must not hold a connection.
        for (long number = 0; number < pieces; number++)
        {
            yield return await table.ReadPieceAsync(readers, id, number, cancellationToken)
                ?? throw new IOException($"Entry {id} of journal '{journal.Id}' was pruned while it was read.");
        }
    }

    public async ValueTask<IReadOnlyList<IReadOnlyList<Aggregate>>> AggregateAsync(
        History history, IReadOnlyList<string> series, AggregateQuery query, CancellationToken cancellationToken)
    {
        query.Check();
        var table = await TableAsync(history, cancellationToken);
        return await table.AggregateAsync(series, query, cancellationToken);
    }

    public async ValueTask<int> CompressAsync(History history, int limit, CancellationToken cancellationToken) =>
        await histories.CompressAsync(await TableAsync(history, cancellationToken), limit, cancellationToken);

    public async ValueTask<int> PruneAsync(History history, DateTimeOffset olderThan, int limit, CancellationToken cancellationToken) =>
        await histories.PruneAsync(await TableAsync(history, cancellationToken), olderThan, limit, cancellationToken);

    public async ValueTask<int> PruneAsync(Journal journal, DateTimeOffset olderThan, int limit, CancellationToken cancellationToken) =>
        await writer.RunAsync(transaction => tables.Entries(journal, transaction).Prune(transaction.Session, olderThan, limit), cancellationToken);

    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        var standby = false;
        await readers.ReadAsync(Pg.Sql("SELECT pg_is_in_recovery()"), row => standby = row.GetBoolean(0), cancellationToken);
        if (standby)
            throw new StoreUnavailableException($"The store '{place}' takes no writes: its server is a standby now.");
    }

    /// <summary>Takes no further work; what waits is finished and answered.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        await histories.DisposeAsync();
        await writer.DisposeAsync();
        await watch.DisposeAsync();
        await readers.DisposeAsync();
        session.Dispose();
        await writerSource.DisposeAsync();
        metrics.Dispose();
    }

    private async ValueTask<DocumentTable<T>> TableAsync<T>(Collection<T> collection, CancellationToken cancellationToken) where T : class, IMessage<T>, new() =>
        tables.Documents(collection) ?? await writer.RunAsync(transaction => tables.Documents(collection, transaction), cancellationToken);

    private async ValueTask<HistoryTable> TableAsync(History history, CancellationToken cancellationToken) =>
        tables.Samples(history) ?? await writer.RunAsync(transaction => tables.Samples(history, transaction), cancellationToken);

    private async ValueTask<JournalTable> TableAsync(Journal journal, CancellationToken cancellationToken) =>
        tables.Entries(journal) ?? await writer.RunAsync(transaction => tables.Entries(journal, transaction), cancellationToken);
}
