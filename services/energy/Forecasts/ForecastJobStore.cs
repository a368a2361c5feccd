using FactoryTwin.Energy.V1;
using FactoryTwin.Events;
using FactoryTwin.Hosting;
using FactoryTwin.Storage;

namespace FactoryTwin.Services.Energy.Forecasts;

/// <summary>Keeps jobs and what each published last.</summary>
public sealed class ForecastJobStore
{
    /// <summary>Where forecasts are announced; the key is the job's name.</summary>
    public const string Topic = "energy.forecasts";

    private const string Source = "/services/energy";

    private static readonly Collection<ForecastJob> Jobs = new("forecast_jobs", j => j.Name, new Index<ForecastJob>("name", IndexKind.Text, j => j.Name));

    private static readonly Collection<LastForecast> Lasts = new("last_forecasts", l => l.ForecastJob);

    private readonly IStore _store;
    private readonly TimeProvider _time;

    /// <summary>On a store.</summary>
    public ForecastJobStore(IStore store, TimeProvider time) => (_store, _time, Resources) = (store, time, new ResourceStore<ForecastJob>(store, Jobs));

    internal ResourceStore<ForecastJob> Resources { get; }

    /// <summary>What a job published last; without a forecast where it has not yet.</summary>
    internal async Task<LastForecast> LastAsync(string job, CancellationToken cancellationToken) =>
        (await _store.GetAsync(Lasts, job, cancellationToken))?.Value ?? new LastForecast { ForecastJob = job };

    /// <summary>Stores what became of an origin, and announces its forecast where it was published: one transaction.</summary>
    internal Task SaveAsync(ForecastJob job, LastForecast last, CancellationToken cancellationToken) =>
        _store.WriteAsync(
            transaction =>
            {
                // A job that was removed while its forecast was made leaves nothing.
                if (transaction.Get(Jobs, job.Name) is null) return;
                transaction.Put(Lasts, last);
                if (last.WithheldReason.Length > 0) return;
                var payload = new ForecastPublished { ForecastJob = job.Name, PriceSeries = job.PriceSeries, Meter = job.Meter, OriginTime = last.OriginTime, Forecast = last.Forecast };
                transaction.Publish(Topic, CloudEvent.Of(payload, Source, job.Name, _time.GetUtcNow(), subject: job.Name));
            },
            cancellationToken);

    /// <summary>Removes a job; false where there is none.</summary>
    internal Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) => _store.WriteAsync(
        transaction =>
        {
            transaction.Delete(Lasts, name);
            return transaction.Delete(Jobs, name);
        },
        cancellationToken);
}
