using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace FactoryTwin.Storage.Writing;

/// <summary>What can be seen of a store from outside: meter "FactoryTwin.Storage", tag "store".</summary>
internal sealed class StoreMetrics : IDisposable
{
    private readonly Meter meter = new("FactoryTwin.Storage");
    private readonly KeyValuePair<string, object?> store;
    private readonly Histogram<int> batchSize;
    private readonly Histogram<double> commitSeconds;
    private readonly Counter<long> rows;
    private readonly Counter<long> failures;
    private readonly Counter<long> compressed;
    private readonly Counter<long> compressedBytes;
    private readonly Counter<long> compressionFailures;
    private readonly Counter<long> pruned;

    public StoreMetrics(string name)
    {
        store = new("store", name);
        batchSize = meter.CreateHistogram<int>("factorytwin.storage.commit.batch", "{write}", "Writes that shared a commit.");
        commitSeconds = meter.CreateHistogram<double>("factorytwin.storage.commit.duration", "s", "From the first write's start to durable.");
        rows = meter.CreateCounter<long>("factorytwin.storage.rows", "{row}", "Documents, samples, pieces, events and offsets written.");
        failures = meter.CreateCounter<long>("factorytwin.storage.commit.failures", "{write}", "Writes lost because their commit failed.");
        compressed = meter.CreateCounter<long>("factorytwin.storage.history.compressed", "{sample}", "Samples merged into compressed chunks.");
        compressedBytes = meter.CreateCounter<long>("factorytwin.storage.history.compressed.bytes", "By", "Bytes of the chunks written for them.");
        compressionFailures = meter.CreateCounter<long>("factorytwin.storage.history.failures", "{run}", "Compressions that failed and are tried again.");
        pruned = meter.CreateCounter<long>("factorytwin.storage.history.pruned", "{sample}", "Samples deleted because they were past their retention.");
    }

    /// <summary>Samples of a history that are not compressed yet.</summary>
    public void WatchHistory(string history, Func<long> waiting) =>
        meter.CreateObservableGauge("factorytwin.storage.history.waiting", () => new Measurement<long>(waiting(), store, History(history)), "{sample}", "Samples not compressed yet.");

    public void Compressed(string history, int samples, long bytes) => Tell(() =>
    {
        compressed.Add(samples, store, History(history));
        compressedBytes.Add(bytes, store, History(history));
    });

    public void CompressionFailed(string history) => Tell(() => compressionFailures.Add(1, store, History(history)));

    public void Pruned(string history, int samples) => Tell(() => pruned.Add(samples, store, History(history)));

    public void WatchQueue(Func<int> length) =>
        meter.CreateObservableGauge("factorytwin.storage.queue", () => new Measurement<int>(length(), store), "{write}", "Writes waiting for the writer.");

    public void WatchOutbox(Func<long> waiting) =>
        meter.CreateObservableGauge("factorytwin.storage.outbox", () => new Measurement<long>(waiting(), store), "{event}", "Events committed and not yet published.");

    public void Committed(int works, long written, TimeSpan duration) => Tell(() =>
    {
        batchSize.Record(works, store);
        commitSeconds.Record(duration.TotalSeconds, store);
        rows.Add(written, store);
    });

    public void Failed(int works) => Tell(() => failures.Add(works, store));

    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> History(string id) => new("history", id);

    // Listeners run inside these calls, on the writer's thread: a fault of theirs must not end it.
    private static void Tell(Action measure)
    {
        try
        {
            measure();
        }
        catch (Exception exception)
        {
            Trace.TraceError("A listener of the store's metrics failed: {0}", exception);
        }
    }
}
