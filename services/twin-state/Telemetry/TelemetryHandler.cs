using FactoryTwin.Events;
using FactoryTwin.Hosting;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.TwinState.Live;
using FactoryTwin.Services.TwinState.Live.Domain;
using FactoryTwin.Services.TwinState.Model;
using FactoryTwin.Storage;
using FactoryTwin.Twin.V1;
using Sample = FactoryTwin.Storage.Sample;

namespace FactoryTwin.Services.TwinState.Telemetry;

/// <summary>
/// Takes stored readings from ingestion into history and live values. Samples and the group's offset are written in one transaction
/// and a sample is told by its point and time, so a repeated event changes nothing.
/// </summary>
public sealed class TelemetryHandler(IStore store, ModelCatalog catalog, LiveState live, TwinMetrics metrics, TimeProvider time) : IEventHandler
{
    /// <inheritdoc/>
    public async Task HandleAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        var received = new List<(string Source, Reading Reading)>();
        foreach (var item in batch.Events)
        {
            if (item.Event.Type != ReadingsRecorded.Descriptor.FullName) continue;
            var recorded = item.Event.Payload<ReadingsRecorded>();
            foreach (var reading in recorded.Readings) received.Add((recorded.Source, reading));
        }
        var samples = received.ConvertAll(r => new SeriesSample(
            r.Reading.Point, new Sample(r.Reading.EventTime.ToDateTimeOffset(), r.Reading.Value, (int)r.Reading.Quality)));
        var news = NewPoints(received);

        var outcomes = await store.WriteAsync(
            transaction =>
            {
                foreach (var point in news) transaction.Put(TwinStores.Points, point);
                var results = transaction.Append(TwinStores.Samples, samples);
                transaction.SaveOffset(batch, TwinStateModule.Id);
                return results;
            },
            cancellationToken);

        foreach (var point in news) catalog.Take(point);
        live.Apply(Stored(received, samples, outcomes));
        metrics.Count(outcomes);
    }

    /// <summary>Points that report but are in no model: ingestion vouches for them, so they are kept under their source.</summary>
    private List<Point> NewPoints(List<(string Source, Reading Reading)> received)
    {
        var points = new Dictionary<string, Point>(StringComparer.Ordinal);
        foreach (var (source, reading) in received)
        {
            if (catalog.FindPoint(reading.Point) is not null) continue;
            points.TryAdd(reading.Point, new Point { Name = $"points/{reading.Point}", Unit = reading.Unit, Source = source });
        }
        return [.. points.Values];
    }

    private List<LiveReading> Stored(List<(string Source, Reading Reading)> received, List<SeriesSample> samples, AppendOutcome[] outcomes)
    {
        var now = time.GetUtcNow();
        var stored = new List<LiveReading>(received.Count);
        for (var i = 0; i < received.Count; i++)
        {
            if (outcomes[i] != AppendOutcome.Added) continue;
            var (series, sample) = samples[i];
            stored.Add(new(series, sample.Value, received[i].Reading.Unit, sample.Quality, sample.Time, now));
        }
        return stored;
    }
}
