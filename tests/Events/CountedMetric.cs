using System.Diagnostics.Metrics;

namespace FactoryTwin.Events.Tests;

/// <summary>Sums what one counter of the meter "FactoryTwin.Events" reports.</summary>
internal sealed class CountedMetric : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _total;

    public CountedMetric(string name)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "FactoryTwin.Events" && instrument.Name == name) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _total, value));
        _listener.Start();
    }

    public long Total => Interlocked.Read(ref _total);

    public void Dispose() => _listener.Dispose();
}
