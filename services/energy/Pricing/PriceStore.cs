using FactoryTwin.Energy.V1;
using FactoryTwin.Events;
using FactoryTwin.Hosting;
using FactoryTwin.Services.Energy.Pricing.Domain;
using FactoryTwin.Storage;
using Google.Protobuf.WellKnownTypes;
using PriceStep = FactoryTwin.Services.Energy.Pricing.Domain.PriceStep;

namespace FactoryTwin.Services.Energy.Pricing;

/// <summary>
/// Keeps series and their prices, one document a UTC day, so that a year of hours is 365 small documents and a change
/// touches the days that it is about. A change and its announcement are one transaction.
/// </summary>
public sealed class PriceStore(IStore store, TimeProvider time)
{
    /// <summary>Where changes are announced; the key is the series' name.</summary>
    public const string Topic = "energy.prices";

    private const string Source = "/services/energy";
    private const int StepsInAnEvent = 5_000;
    private const int DaysInARead = 64;

    internal static readonly Collection<PriceSeries> Series = new("price_series", s => s.Name,
        new Index<PriceSeries>("name", IndexKind.Text, s => s.Name),
        new Index<PriceSeries>("currency", IndexKind.Text, s => s.Currency),
        new Index<PriceSeries>("carrier", IndexKind.Text, s => s.Carrier));

    private static readonly Collection<StoredPriceDay> Days = new("price_days", d => d.Name,
        new Index<StoredPriceDay>("day", IndexKind.Text, d => d.Name[^10..]));

    /// <summary>Stores a new series; null where its name is taken.</summary>
    public async Task<PriceSeries?> CreateAsync(PriceSeries series, CancellationToken cancellationToken)
    {
        try
        {
            var document = await store.WriteAsync(transaction => transaction.Put(Series, series, expectedEtag: ""), cancellationToken);
            return document.WithHead();
        }
        catch (EtagMismatchException)
        {
            return null;
        }
    }

    /// <summary>A series, or null.</summary>
    public async ValueTask<PriceSeries?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await store.GetAsync(Series, name, cancellationToken))?.WithHead();

    /// <summary>A page of series.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: filter or page token cannot be used.</exception>
    public async Task<(IReadOnlyList<PriceSeries> Series, string NextPageToken)> ListAsync(ListQuery query, CancellationToken cancellationToken)
    {
        var page = await store.ListPageAsync(Series, query, cancellationToken);
        return ([.. page.Documents.Select(ResourceHead.WithHead)], page.NextPageToken);
    }

    /// <summary>Writes checked steps over the stored ones and announces those that changed; null where there is no such series.</summary>
    public Task<ImportPricesResponse?> WriteAsync(string name, IReadOnlyList<PriceStep> steps, CancellationToken cancellationToken) =>
        store.WriteAsync(
            transaction =>
            {
                if (transaction.Get(Series, name) is not { } document) return null;
                var series = document.Value.Clone();
                var days = Stored(transaction, name, steps);
                var write = StepFunction.Write([.. StepDays.Join(days)], steps);
                if (write.Changed.Count > 0)
                {
                    Save(transaction, name, days, write.Steps);
                    Extend(series, write.Changed);
                    series.Revision++;
                    transaction.Put(Series, series);
                    Announce(transaction, series, write.Changed);
                }
                return new ImportPricesResponse { ChangedSteps = write.Changed.Count, UnchangedSteps = write.Unchanged, Revision = series.Revision };
            },
            cancellationToken);

    /// <summary>The steps that overlap [start, end), oldest first, cut to it; at most <paramref name="limit"/>.</summary>
    public async Task<List<PriceStep>> ReadAsync(string name, DateTimeOffset start, DateTimeOffset end, int limit, CancellationToken cancellationToken)
    {
        var days = new List<StepDay>();
        List<PriceStep> steps;
        var token = "";
        var filter = $"day >= \"{StepDays.DayOf(start):yyyy-MM-dd}\" AND day <= \"{StepDays.DayOf(end.AddTicks(-1)):yyyy-MM-dd}\"";
        do
        {
            var page = await store.ListAsync(Days, new ListQuery(DaysInARead, token, filter) { NamePrefix = $"{name}/days/" }, cancellationToken);
            days.AddRange(page.Documents.Select(d => d.Value.ToDomain()));
            steps = [.. StepDays.Join(days).Select(s => s.Cut(start, end)).OfType<PriceStep>()];
            token = page.NextPageToken;
        }
        while (token.Length > 0 && steps.Count <= limit); // one more than asked, because the last one may go on
        return steps.Count <= limit ? steps : steps[..limit];
    }

    internal static string DayName(string series, DateOnly day) => $"{series}/days/{day:yyyy-MM-dd}";

    private static List<StepDay> Stored(IStoreTransaction transaction, string name, IReadOnlyList<PriceStep> steps)
    {
        var days = new List<StepDay>();
        for (var day = StepDays.DayOf(steps[0].Start); StepDays.StartOf(day) < steps[^1].End; day = day.AddDays(1))
        {
            if (transaction.Get(Days, DayName(name, day)) is { } document) days.Add(document.Value.ToDomain());
        }
        return days;
    }

    private static void Save(IStoreTransaction transaction, string name, List<StepDay> before, IReadOnlyList<PriceStep> steps)
    {
        var known = before.ToDictionary(d => d.Day);
        foreach (var day in StepDays.Split(steps))
        {
            var was = known.GetValueOrDefault(day.Day);
            // The days before the write are not read, so whether the first day goes on from them is what it was.
            var now = before.Count > 0 && was == before[0] ? day with { Continues = was.Continues && was.Pieces[0].Start == day.Pieces[0].Start } : day;
            if (was is null || was.Continues != now.Continues || !was.Pieces.SequenceEqual(now.Pieces)) transaction.Put(Days, now.ToMessage(name));
        }
    }

    private static void Extend(PriceSeries series, IReadOnlyList<PriceStep> changed)
    {
        var (first, last) = (changed[0].Start.ToTimestamp(), changed[^1].End.ToTimestamp());
        if (series.FirstStartTime is null || first < series.FirstStartTime) series.FirstStartTime = first;
        if (series.LastEndTime is null || last > series.LastEndTime) series.LastEndTime = last;
    }

    private void Announce(IStoreTransaction transaction, PriceSeries series, IReadOnlyList<PriceStep> changed)
    {
        foreach (var part in changed.Chunk(StepsInAnEvent))
        {
            var payload = new PricesChanged
            {
                PriceSeries = series.Name,
                Revision = series.Revision,
                Steps = { part.Select(PriceConversions.ToMessage) },
                Currency = series.Currency,
            };
            transaction.Publish(Topic, CloudEvent.Of(payload, Source, series.Name, time.GetUtcNow(), subject: series.Name));
        }
    }
}
