using FactoryTwin.Hosting;
using FactoryTwin.Events;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Storage;

namespace FactoryTwin.Services.Energy.Meters;

/// <summary>Keeps the readings of points that are declared as meters. A reading is told by meter and time, so a repeated event changes nothing.</summary>
public sealed class ReadingsHandler(MeterStore meters, MeterCatalog catalog) : IEventHandler
{
    /// <summary>Where ingestion announces stored readings.</summary>
    public const string Topic = "ingestion.telemetry";

    /// <inheritdoc/>
    public Task HandleAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        var readings = catalog.IsEmpty ? [] : batch.Events.Where(e => e.Event.Type == ReadingsRecorded.Descriptor.FullName).SelectMany(e => e.Event.Payload<ReadingsRecorded>().Readings);
        var samples = readings
            .SelectMany(r => catalog.ReadersOf(r.Point), (r, meter) => new SeriesSample(meter, new Sample(r.EventTime.ToDateTimeOffset(), r.Value, (int)r.Quality)))
            .ToList();
        return meters.RecordAsync(samples, t => t.SaveOffset(batch, EnergyModule.Id), cancellationToken);
    }
}
