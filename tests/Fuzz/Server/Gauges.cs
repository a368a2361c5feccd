using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace FactoryTwin.Fuzz.Server;

/// <summary>Sums what the server itself measures: calls, requests and connections that are open now.</summary>
internal sealed class Gauges : IDisposable
{
    public const string Calls = "rpc.server.active_calls";
    public const string Requests = "http.server.active_requests";
    public const string Connections = "kestrel.active_connections";

    /// <summary>Bytes that the web server's memory pools hold ready; they are given back step by step once the server is idle.</summary>
    public const string Pooled = "aspnetcore.memory_pool.pooled";

    private readonly ConcurrentDictionary<string, long> _sums = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public Gauges()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is Calls or Requests or Connections or Pooled)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, change, _, _) => _sums.AddOrUpdate(instrument.Name, change, (_, sum) => sum + change));
        _listener.Start();
    }

    public long this[string name] => _sums.GetValueOrDefault(name);

    public void Dispose() => _listener.Dispose();
}
