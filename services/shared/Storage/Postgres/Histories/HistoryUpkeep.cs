using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Writing;

namespace FactoryTwin.Storage.Postgres.Histories;

/// <summary>
/// Compresses histories by itself when enough samples wait, and prunes them. Each piece holds the schema's lock, so that of several processes one
/// works at a time, on what the others have left.
/// </summary>
internal sealed class HistoryUpkeep(PostgresStoreOptions options, GroupCommit<PostgresTransaction> writer, StoreMetrics metrics) : IAsyncDisposable
{
    private const int Piece = 16_384;
    private const int Share = 16;
    private readonly BackgroundCompression background = new(metrics);

    /// <summary>Cares for a history from its first use on.</summary>
    public void Watch(HistoryTable table)
    {
        metrics.WatchHistory(table.Id, () => table.Waiting);
        table.Merged = (samples, bytes) => metrics.Compressed(table.Id, samples, bytes);
        table.Grown = waiting =>
        {
            if (waiting >= options.HistoryTail)
                Start(table);
        };
        if (table.Waiting >= options.HistoryTail)
            Start(table);
    }

    public Task<int> CompressAsync(HistoryTable table, int limit, CancellationToken cancellationToken) =>
        writer.RunAsync(transaction => table.Compress(transaction, limit), cancellationToken);

    public async Task<int> PruneAsync(HistoryTable table, DateTimeOffset olderThan, int limit, CancellationToken cancellationToken)
    {
        var removed = await writer.RunAsync(transaction => table.Prune(transaction, olderThan, limit), cancellationToken);
        metrics.Pruned(table.Id, removed);
        return removed;
    }

    public ValueTask DisposeAsync() => background.DisposeAsync();

    /// <summary>Looks first: others may have compressed what this process counted. Then a share of what waits, so that the backlog finds an end.</summary>
    private void Start(HistoryTable table)
    {
        var looked = false;
        background.Start(table.Id, () => table.Waiting > options.HistoryTail / 16, async stop =>
        {
            if (looked)
                return await CompressAsync(table, (int)Math.Max(Piece, table.Waiting / Share), stop);
            looked = true;
            return await writer.RunAsync(transaction => (int)table.Count(transaction.Session, options.HistoryTail), stop);
        });
    }
}
