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

    /// <summary>Samples that a run leaves as rows.</summary>
    private int Rest => options.HistoryTail / 16;

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

    /// <summary>
    /// Looks first, and again at the end: others may have compressed what this process counted, or left more. Small pieces, that others wait for a moment
    /// only, or a share of what waits beyond the limit, so that the backlog finds an end.
    /// </summary>
    private void Start(HistoryTable table)
    {
        var counted = false;
        background.Start(table.Id, () => table.Waiting > Rest, async stop =>
        {
            var done = counted ? await CompressAsync(table, (int)Math.Max(Piece, (table.Waiting - options.HistoryTail) / Share), stop) : 1;
            if (!counted || table.Waiting <= Rest)
                await writer.RunAsync(transaction => table.Count(transaction.Session, options.HistoryTail), stop);
            counted = true;
            return done;
        });
    }
}
