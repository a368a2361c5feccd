using FactoryTwin.Common.V1;
using FactoryTwin.Services.TwinState.Live.Domain;
using FactoryTwin.Services.TwinState.Model;
using FactoryTwin.Twin.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;

namespace FactoryTwin.Services.TwinState.Live;

/// <summary>Makes live values as the contract has them: with quality, age and the point's stale limit.</summary>
public sealed class LiveValues(ModelCatalog catalog, IOptions<TwinStateOptions> options, TimeProvider time)
{
    /// <summary>The point's live value; without a value, bad and stale where it never reported.</summary>
    public LiveValue Of(string point, LiveReading? reading)
    {
        var now = time.GetUtcNow();
        var described = catalog.FindPoint(point);
        var limit = Staleness.Limit(described?.StaleAfterSeconds ?? 0, options.Value.StaleAfter);
        var value = new LiveValue
        {
            Point = point,
            Unit = reading?.Unit ?? described?.Unit ?? "",
            Quality = reading is null ? Quality.Bad : (Quality)reading.Quality,
            Stale = Staleness.IsStale(reading, limit, now),
            StaleAfterSeconds = (int)Math.Max(1, limit.TotalSeconds),
        };
        if (reading is null) return value;
        value.Value = reading.Value;
        value.EventTime = reading.EventTime.ToTimestamp();
        value.StoreTime = reading.StoreTime?.ToTimestamp();
        value.AgeSeconds = reading.Age(now).TotalSeconds;
        return value;
    }
}
