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

    public StoreMetrics(string name)
    {
        store = new("store", name);
        batchSize = meter.CreateHistogram<int>("factorytwin.storage.commit.batch", "{write}", "Writes that shared a commit.");
        commitSeconds = meter.CreateHistogram<double>("factorytwin.storage.commit.duration", "s", "From the first write's start to durable.");
        rows = meter.CreateCounter<long>("factorytwin.storage.rows", "{row}", "Documents, samples, pieces, events and offsets written.");
        failures = meter.CreateCounter<long>("factorytwin.storage.commit.failures", "{write}", "Writes lost because their commit failed.");
    }

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
