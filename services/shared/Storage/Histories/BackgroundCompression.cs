using System.Collections.Concurrent;
using System.Diagnostics;
using FactoryTwin.Storage.Writing;

namespace FactoryTwin.Storage.Histories;

/// <summary>
/// Compresses histories by itself, one run a history at a time: piece by piece through the writer's queue, so that others' writes come in between. What
/// fails is tried again with the next sample that comes.
/// </summary>
internal sealed class BackgroundCompression(StoreMetrics metrics) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Task> running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stop = new();

    /// <summary>Runs <paramref name="piece"/> until it has nothing left to do or there is no <paramref name="more"/>, unless it runs already.</summary>
    public void Start(string history, Func<bool> more, Func<CancellationToken, Task<int>> piece)
    {
        if (running.TryGetValue(history, out var task) && !task.IsCompleted)
            return;
        running[history] = Task.Run(() => RunAsync(history, more, piece));
    }

    /// <summary>Ends what runs after its present piece.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(running.Values);
        stop.Dispose();
    }

    private async Task RunAsync(string history, Func<bool> more, Func<CancellationToken, Task<int>> piece)
    {
        try
        {
            while (more() && await piece(stop.Token) > 0) { }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The store closes; what is left waits.
        }
        catch (Exception exception)
        {
            metrics.CompressionFailed(history);
            Trace.TraceError("Compressing the history '{0}' failed: {1}", history, exception);
        }
    }
}
