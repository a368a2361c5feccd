using System.Collections.Concurrent;
using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Services.Scheduler.Planning;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Services.Scheduler.Replanning;

/// <summary>
/// The scheduler's own copy of prices: what it heard, stored; what it did not hear, asked of the energy service. A price event is
/// so planned on without a call in between.
/// </summary>
public sealed class PriceBook(IStore store, IServiceClients clients, TimeProvider time, ILogger<PriceBook> logger)
{
    private const int Attempts = 3;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, KnownPrices> _known = new();

    /// <summary>Takes announced changes in the transaction that also stores the offset; <see cref="Adopt"/> follows the commit.</summary>
    internal List<KnownPrices> Apply(IStoreTransaction transaction, IEnumerable<PricesChanged> changes)
    {
        var now = time.GetUtcNow();
        var touched = new Dictionary<string, KnownPrices>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            var before = touched.GetValueOrDefault(change.PriceSeries) ?? Stored(transaction, change.PriceSeries);
            touched[change.PriceSeries] = before.With(change, now);
        }
        foreach (var prices in touched.Values) transaction.Put(SchedulerStores.Prices, prices.ToStored());
        return [.. touched.Values];
    }

    /// <summary>Makes stored prices the known ones.</summary>
    internal void Adopt(KnownPrices prices) =>
        _known.AddOrUpdate(prices.Series, prices, (_, old) => prices.Revision >= old.Revision ? prices : old);

    /// <summary>What is known of a series without asking.</summary>
    internal KnownPrices Known(string series) => _known.GetValueOrDefault(series) ?? KnownPrices.None(series);

    /// <summary>What is known of a series; where that does not cover the interval, the energy service is asked.</summary>
    /// <returns>The prices, and in words why no more could be learnt (empty where the service answered or needed no asking).</returns>
    internal async Task<(KnownPrices Prices, string Trouble)> GetAsync(string series, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var known = _known.GetValueOrDefault(series) ?? await LoadAsync(series, cancellationToken);
        if (!known.Stale && known.Revision > 0 && known.Curve.FirstGap(start, end) is null) return (known, "");
        try
        {
            return (await AskAsync(series, cancellationToken), "");
        }
        catch (RpcException fault) when (!cancellationToken.IsCancellationRequested)
        {
            PriceBookLog.NotLearnt(logger, series, fault.StatusCode, fault.Status.Detail);
            var trouble = fault.StatusCode == StatusCode.NotFound ? $"the energy service does not know {series}" : $"the energy service does not answer ({fault.StatusCode})";
            return (_known.GetValueOrDefault(series) ?? known, trouble);
        }
    }

    private static KnownPrices Stored(IStoreTransaction transaction, string series) =>
        transaction.Get(SchedulerStores.Prices, series)?.Value is { } stored ? KnownPrices.Of(stored) : KnownPrices.None(series);

    private async Task<KnownPrices> LoadAsync(string series, CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(SchedulerStores.Prices, series, cancellationToken);
        return _known.GetOrAdd(series, stored is null ? KnownPrices.None(series) : KnownPrices.Of(stored.Value));
    }

    private async Task<KnownPrices> AskAsync(string series, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var asked = await QueryAsync(series, cancellationToken);
            // An event may have come in between; then what it told is newer than the answer.
            var kept = await store.WriteAsync(
                transaction =>
                {
                    if (Stored(transaction, series).Revision > asked.Revision) return false;
                    transaction.Put(SchedulerStores.Prices, asked.ToStored());
                    return true;
                },
                cancellationToken);
            if (kept)
            {
                Adopt(asked);
                return _known[series];
            }
            if (attempt == Attempts) throw new RpcException(new Status(StatusCode.Aborted, "The prices changed while they were read."));
        }
    }

    private async Task<KnownPrices> QueryAsync(string series, CancellationToken cancellationToken)
    {
        var client = clients.Get<Prices.PricesClient>("energy");
        var now = time.GetUtcNow();
        var request = new QueryPricesRequest
        {
            Name = series,
            StartTime = (now - KnownPrices.Back).ToTimestamp(),
            EndTime = (now + KnownPrices.Ahead).ToTimestamp(),
            PageSize = 10_000,
        };
        var steps = new List<FactoryTwin.Services.Scheduler.Planning.Domain.PriceStep>();
        while (true)
        {
            var page = await client.QueryPricesAsync(request, deadline: time.GetUtcNow().UtcDateTime + Deadline, cancellationToken: cancellationToken);
            steps.AddRange(page.Steps.Select(PlanConversions.ToDomain));
            if (page.NextPageToken.Length == 0) return new KnownPrices(series, page.Currency, page.Revision, PriceCurve.Create(steps));
            request.PageToken = page.NextPageToken;
        }
    }
}

/// <summary>Log of <see cref="PriceBook"/>; event ids 4100 to 4109.</summary>
internal static partial class PriceBookLog
{
    [LoggerMessage(4100, LogLevel.Warning, "Prices of {Series} could not be asked for: {Status} {Detail}")]
    public static partial void NotLearnt(ILogger logger, string series, StatusCode status, string detail);
}
