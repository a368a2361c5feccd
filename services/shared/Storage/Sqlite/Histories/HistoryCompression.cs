using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Writing;

namespace FactoryTwin.Storage.Sqlite.Histories;

/// <summary>Compresses histories by itself when enough samples wait, and moves rows of earlier programs.</summary>
internal sealed class HistoryCompression(SqliteStoreOptions options, GroupCommit<SqliteTransaction> writer, StoreMetrics metrics) : IAsyncDisposable
{
    private const int Piece = 16_384;
    private const int Share = 4;
    private readonly BackgroundCompression background = new(metrics);

    /// <summary>Cares for a history from its first use on.</summary>
    public void Watch(HistoryTable table)
    {
        metrics.WatchHistory(table.Id, () => table.Upkeep.Waiting);
        table.Upkeep.Merged = merged => metrics.Compressed(table.Id, merged.Rows, merged.Bytes);
        table.Grown = waiting =>
        {
            if (waiting >= options.HistoryTail)
                Start(table, () => table.Upkeep.Waiting > options.HistoryTail / 16);
        };
        if (table.Upkeep.HasEarlier)
            Start(table, () => table.Upkeep.HasEarlier);
    }

    /// <summary>One piece, when no other is under way; how much was done.</summary>
    public async Task<int> CompressAsync(HistoryTable table, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            var done = await writer.RunAsync(transaction => table.Upkeep.Compress(transaction, limit), cancellationToken);
            if (done != HistoryUpkeep.Later)
                return done;
        }
    }

    public async Task<int> PruneAsync(HistoryTable table, DateTimeOffset olderThan, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            var done = await writer.RunAsync(transaction => table.Upkeep.Prune(transaction, olderThan.UtcTicks, limit), cancellationToken);
            if (done == HistoryUpkeep.Later)
                continue;
            metrics.Pruned(table.Id, done);
            return done;
        }
    }

    public ValueTask DisposeAsync() => background.DisposeAsync();

    // A share of what waits, not a fixed number: however much comes between two pieces, the backlog finds an end.
    private void Start(HistoryTable table, Func<bool> more) =>
        background.Start(table.Id, more, stop => CompressAsync(table, (int)Math.Max(Piece, table.Upkeep.Waiting / Share), stop));
}
