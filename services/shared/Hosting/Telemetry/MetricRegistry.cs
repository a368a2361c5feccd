using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace FactoryTwin.Hosting.Telemetry;

/// <summary>
/// Hears the instruments of one service and keeps their values for exposition. Several services in one process are told apart by
/// the meter factory that made the meter; meters without one belong to the process and are shown by every service.
/// </summary>
internal sealed class MetricRegistry : IDisposable
{
    /// <summary>Label sets that one instrument may have.</summary>
    public const int SeriesLimit = 1000;

    private readonly ConcurrentDictionary<string, MetricFamily> families = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();
    private readonly object scope;
    private readonly Lock collecting = new();

    public MetricRegistry(IMeterFactory meterFactory)
    {
        scope = meterFactory;
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (Hears(instrument.Meter) && TypeOf(instrument) is { } type)
                l.EnableMeasurementEvents(instrument, FamilyOf(instrument, type));
        };
        listener.SetMeasurementEventCallback<byte>(static (_, v, tags, family) => Measure(family, v, tags));
        listener.SetMeasurementEventCallback<short>(static (_, v, tags, family) => Measure(family, v, tags));
        listener.SetMeasurementEventCallback<int>(static (_, v, tags, family) => Measure(family, v, tags));
        listener.SetMeasurementEventCallback<long>(static (_, v, tags, family) => Measure(family, v, tags));
        listener.SetMeasurementEventCallback<float>(static (_, v, tags, family) => Measure(family, v, tags));
        listener.SetMeasurementEventCallback<double>(static (_, v, tags, family) => Measure(family, v, tags));
        listener.SetMeasurementEventCallback<decimal>(static (_, v, tags, family) => Measure(family, (double)v, tags));
        listener.Start();
    }

    /// <summary>Asks the observable instruments and returns all families, ordered by name.</summary>
    public IReadOnlyList<MetricFamily> Collect()
    {
        lock (collecting)
        {
            foreach (var family in families.Values.Where(f => f.Observable))
                family.Reset();
            try
            {
                listener.RecordObservableInstruments();
            }
            catch (AggregateException)
            {
                // An instrument whose callback failed shows no value this time; the others do.
            }
            return [.. families.Values.OrderBy(f => f.Name, StringComparer.Ordinal)];
        }
    }

    public void Dispose() => listener.Dispose();

    /// <summary>The web framework counts every match of a route by itself too, which its count of requests says already.</summary>
    private bool Hears(Meter meter) =>
        (ReferenceEquals(meter.Scope, scope) && meter.Name != "Microsoft.AspNetCore.Routing")
        || (meter.Scope is null && (meter.Name.StartsWith("FactoryTwin.", StringComparison.Ordinal) || meter.Name == "System.Runtime"));

    private MetricFamily FamilyOf(Instrument instrument, MetricType type)
    {
        var family = new MetricFamily(instrument, type, SeriesLimit);
        // Two meters may have an instrument of one name: the same kind shares the family, another kind would break the exposition.
        var kept = families.GetOrAdd(family.Name, family);
        return kept.Type == type ? kept : families.GetOrAdd($"{family.Name}_{type}".ToLowerInvariant(), family);
    }

    private static void Measure(object? family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((MetricFamily)family!).Measure(value, tags);

    private static MetricType? TypeOf(Instrument instrument)
    {
        var definition = instrument.GetType().IsGenericType ? instrument.GetType().GetGenericTypeDefinition() : null;
        if (definition == typeof(Counter<>) || definition == typeof(ObservableCounter<>))
            return MetricType.Counter;
        if (definition == typeof(Histogram<>))
            return MetricType.Histogram;
        return definition is null ? null : MetricType.Gauge;
    }
}
