using FactoryTwin.Events;
using FactoryTwin.Hosting;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.TwinState.Model;
using FactoryTwin.Storage;
using FactoryTwin.Twin.V1;

namespace FactoryTwin.Services.TwinState.Telemetry;

/// <summary>Learns points from registered sources. A model's own words about a point always win.</summary>
public sealed class SourceHandler(IStore store, ModelCatalog catalog) : IEventHandler
{
    /// <inheritdoc/>
    public async Task HandleAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        var points = await store.WriteAsync(
            transaction =>
            {
                var changed = new List<Point>();
                foreach (var item in batch.Events.Where(e => e.Event.Type == SourceChanged.Descriptor.FullName))
                    changed.AddRange(Learn(transaction, item.Event.Payload<SourceChanged>().Source));
                transaction.SaveOffset(batch, TwinStateModule.Id);
                return changed;
            },
            cancellationToken);
        foreach (var point in points) catalog.Take(point);
    }

    private static IEnumerable<Point> Learn(IStoreTransaction transaction, Source source)
    {
        foreach (var mapping in source.Mappings.Where(m => !m.Ignore))
        {
            var name = $"points/{(mapping.Point.Length > 0 ? mapping.Point : mapping.Column)}";
            var point = transaction.Get(TwinStores.Points, name)?.Value.Clone() ?? new Point { Name = name };
            point.Source = source.Name;
            if (point.Unit.Length == 0) point.Unit = mapping.Unit;
            if (point.DisplayName.Length == 0) point.DisplayName = mapping.DisplayName;
            transaction.Put(TwinStores.Points, point);
            yield return point;
        }
    }
}
