using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Storage;

namespace FactoryTwin.Services.Energy.Meters;

/// <summary>Keeps meters and their raw readings, which are never changed: consumption is computed from them whenever it is asked for.</summary>
public sealed class MeterStore
{
    private const int SamplesInARead = 50_000;
    private const int MaxSamples = 2_000_000;

    private static readonly Collection<Meter> Collection = new("meters", m => m.Name,
        new Index<Meter>("name", IndexKind.Text, m => m.Name),
        new Index<Meter>("carrier", IndexKind.Text, m => m.Carrier),
        new Index<Meter>("point", IndexKind.Text, m => m.Point));

    /// <summary>Raw readings in counts; the series is the meter's name.</summary>
    private static readonly History Readings = new("meter_readings");

    private readonly IStore _store;

    /// <summary>On a store.</summary>
    public MeterStore(IStore store) => (_store, Resources) = (store, new ResourceStore<Meter>(store, Collection));

    internal ResourceStore<Meter> Resources { get; }

    /// <summary>Adds readings; of those that are there already only another value is a fault, and then none is added.</summary>
    /// <exception cref="Grpc.Core.RpcException">FAILED_PRECONDITION: another value is stored for a time.</exception>
    internal Task<AppendOutcome[]> AddAsync(string meter, IReadOnlyList<Sample> samples, CancellationToken cancellationToken) =>
        _store.WriteAsync(
            transaction =>
            {
                var outcomes = transaction.Append(Readings, [.. samples.Select(s => new SeriesSample(meter, s))]);
                if (Array.IndexOf(outcomes, AppendOutcome.Conflict) is var at and >= 0)
                    throw RpcErrors.FailedPrecondition("READING_CONFLICT", meter, $"Another value is stored for {samples[at].Time:O}; a raw reading is not changed.");
                return outcomes;
            },
            cancellationToken);

    /// <summary>Adds what a point reported to its meters, together with the position in the topic. A repeated event changes nothing.</summary>
    internal Task RecordAsync(IReadOnlyList<SeriesSample> samples, Action<IStoreTransaction> saveOffset, CancellationToken cancellationToken) =>
        _store.WriteAsync(
            transaction =>
            {
                if (samples.Count > 0) transaction.Append(Readings, samples);
                saveOffset(transaction);
            },
            cancellationToken);

    /// <summary>The readings of [start, end), oldest first.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, "end_time": they are too many for one answer.</exception>
    internal async Task<List<Sample>> ReadAsync(string meter, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var samples = new List<Sample>();
        while (true)
        {
            var page = await _store.ReadSamplesAsync(Readings, meter, start, end, SamplesInARead, cancellationToken);
            samples.AddRange(page);
            if (page.Count < SamplesInARead) return samples;
            if (samples.Count > MaxSamples) throw RpcErrors.InvalidArgument(("end_time", $"{meter} has more than {MaxSamples} readings until then"));
            start = page[^1].Time.AddTicks(1);
        }
    }
}
