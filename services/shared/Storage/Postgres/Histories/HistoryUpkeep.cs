using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Writing;

namespace FactoryTwin.Storage.Postgres.Histories;

/// <summary>
/// Compresses histories by itself when enough samples wait, and prunes them. Each piece holds the schema's lock, so that of several processes one
/// works at a time, on what the others have left.
/// </summary>
internal sealed class HistoryUpkeep(PostgresStoreOptions options, GroupCommit<PostgresTransaction> writer, TimeProvider time, StoreMetrics metrics) : IAsyncDisposable
{
    private const int Piece = 16_384;
    private const int Share = 16;
    private const int Yield = 2;
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
    /// How long others have the writer to themselves after a piece: twice its time, less the more waits beyond the limit, nothing at twice the
    /// limit. So a run takes a third of the writer while samples come in, and the backlog finds an end all the same.
    /// </summary>
    /// <param name="piece">The time that the piece took.</param>
    /// <param name="waiting">Samples in no chunk.</param>
    /// <param name="limit">Samples that may be.</param>
    internal static TimeSpan PauseAfter(TimeSpan piece, long waiting, int limit) =>
        piece * Math.Clamp(Yield * (2 - (double)waiting / limit), 0, Yield);

    /// <summary>
    /// Looks first, and again at the end: others may have compressed what this process counted, or left more. Small pieces, that others wait for a moment
    /// only, or a share of what waits beyond the limit, so that the backlog finds an end.
    /// </summary>
    private void Start(HistoryTable table)
    {
        var counted = false;
        background.Start(table.Id, () => table.Waiting > Rest, async stop =>
        {
            var done = counted ? await CompressPieceAsync(table, stop) : 1;
            if (!counted || table.Waiting <= Rest)
                await writer.RunAsync(transaction => table.Count(transaction.Session, options.HistoryTail), stop);
            counted = true;
            return done;
        });
    }

    private async Task<int> CompressPieceAsync(HistoryTable table, CancellationToken stop)
    {
        var (began, added) = (time.GetTimestamp(), table.Added);
        var done = await CompressAsync(table, (int)Math.Max(Piece, (table.Waiting - options.HistoryTail) / Share), stop);
        // Nobody to make room for: the next piece comes at once.
        if (table.Added == added)
            return done;
        await Task.Delay(PauseAfter(time.GetElapsedTime(began), table.Waiting, options.HistoryTail), time, stop);
        return done;
    }
}
