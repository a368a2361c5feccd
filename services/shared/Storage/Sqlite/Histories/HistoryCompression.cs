using System.Collections.Concurrent;
using System.Diagnostics;
using FactoryTwin.Storage.Writing;

namespace FactoryTwin.Storage.Sqlite.Histories;

/// <summary>
/// Compresses histories by itself when enough samples wait, and moves rows of earlier programs: piece by piece through the writer's queue,
/// so that others' writes come in between. What fails is tried again with the next sample that comes.
/// </summary>
internal sealed class HistoryCompression(SqliteStoreOptions options, GroupCommit<SqliteTransaction> writer, StoreMetrics metrics) : IAsyncDisposable
{
    private const int Piece = 16_384;
    private const int Share = 4;
    private readonly ConcurrentDictionary<string, Task> running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stop = new();

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

    /// <summary>Ends what runs after its present piece.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(running.Values);
        stop.Dispose();
    }

    private void Start(HistoryTable table, Func<bool> more)
    {
        if (running.TryGetValue(table.Id, out var task) && !task.IsCompleted)
            return;
        running[table.Id] = Task.Run(() => RunAsync(table, more));
    }

    private async Task RunAsync(HistoryTable table, Func<bool> more)
    {
        try
        {
            // A share of what waits, not a fixed number: however much comes between two pieces, the backlog finds an end.
            while (more() && await CompressAsync(table, (int)Math.Max(Piece, table.Upkeep.Waiting / Share), stop.Token) > 0) { }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The store closes; what is left waits among the arrivals.
        }
        catch (Exception exception)
        {
            metrics.CompressionFailed(table.Id);
            Trace.TraceError("Compressing the history '{0}' failed: {1}", table.Id, exception);
        }
    }
}
