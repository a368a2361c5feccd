using FactoryTwin.Common.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Services.TwinState.Model;
using FactoryTwin.Storage;
using FactoryTwin.Storage.Histories.Aggregates;
using FactoryTwin.Twin.V1;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.TwinState.History;

/// <summary>Answers aggregates of many points, some points a page.</summary>
public sealed class AggregateReader(IStore store, ModelCatalog catalog, TimeProvider time)
{
    private const int MostPoints = 1_000;
    private const int DefaultPage = 10;
    private const int MaxPage = 100;

    /// <summary>The page of these points, which are ordered and known.</summary>
    public async Task<QueryPointAggregatesResponse> ReadAsync(
        IReadOnlyList<string> points, QueryPointAggregatesRequest request, CancellationToken cancellationToken)
    {
        if (points.Count is 0 or > MostPoints) throw RpcErrors.InvalidArgument(("points", $"must name 1 to {MostPoints} points"));
        var size = ListRequests.PageSize(request.PageSize, DefaultPage, MaxPage);
        var after = PageCursor.Read(request.PageToken);
        var page = points.Where(point => string.CompareOrdinal(point, after) > 0).Take(size + 1).ToList();
        var more = page.Count > size;
        if (more) page.RemoveAt(size);

        var query = Query(request);
        Check(query, page.Count);
        var aggregates = await store.AggregateAsync(TwinStores.Samples, page, query, cancellationToken);
        var response = new QueryPointAggregatesResponse { NextPageToken = more ? PageCursor.Write(page[^1]) : "" };
        for (var i = 0; i < page.Count; i++)
        {
            response.Points.Add(new PointAggregates
            {
                Point = page[i],
                Unit = catalog.FindPoint(page[i])?.Unit ?? "",
                Intervals = { aggregates[i].Select(each => ToContract(each, query)) },
            });
        }
        return response;
    }

    private AggregateQuery Query(QueryPointAggregatesRequest request)
    {
        var start = HistoryReader.Time("start_time", request.StartTime) ?? throw RpcErrors.InvalidArgument(("start_time", "is required"));
        var end = HistoryReader.Time("end_time", request.EndTime) ?? time.GetUtcNow();
        return new AggregateQuery(start, end, Interval(request.Interval) ?? end - start)
        {
            Stepped = request.Stepped,
            Use = request.IncludeUncertain ? QualityUse.GoodAndUncertain : QualityUse.Good,
        };
    }

    /// <summary>gRPC carries durations that there are not; JSON cannot.</summary>
    private static TimeSpan? Interval(Duration? interval)
    {
        try
        {
            return interval?.ToTimeSpan();
        }
        catch (InvalidOperationException)
        {
            throw RpcErrors.InvalidArgument(("interval", "must be a duration, for example 3600s"));
        }
    }

    private static void Check(AggregateQuery query, int points)
    {
        try
        {
            query.Check();
        }
        catch (InvalidQueryException fault)
        {
            throw RpcErrors.InvalidArgument((fault.Field, fault.Description));
        }
        if ((long)query.Count * points > AggregateQuery.MostIntervals)
            throw RpcErrors.InvalidArgument(("interval", $"makes {query.Count} intervals of each of {points} points, more than {AggregateQuery.MostIntervals}; make it longer or the page smaller"));
    }

    private static AggregateInterval ToContract(Aggregate aggregate, AggregateQuery query)
    {
        var interval = new AggregateInterval
        {
            StartTime = aggregate.Start.ToTimestamp(),
            Quality = QualityOf(aggregate, query),
            GoodCount = aggregate.GoodCount,
            UncertainCount = aggregate.UncertainCount,
            BadCount = aggregate.BadCount,
            Minimum = ToContract(aggregate.Minimum),
            Maximum = ToContract(aggregate.Maximum),
            First = ToContract(aggregate.First),
            Last = ToContract(aggregate.Last),
            CoveredDuration = aggregate.Covered.ToDuration(),
            DoubtfulDuration = aggregate.Doubtful.ToDuration(),
        };
        if (aggregate.Average is { } average) interval.Average = average;
        if (aggregate.TimeAverage is { } timeAverage) interval.TimeAverage = timeAverage;
        if (aggregate.StartBound is { } start) interval.StartValue = start;
        return interval;
    }

    private static Twin.V1.Sample? ToContract(Storage.Sample? sample) => sample is { } stored ? HistoryReader.ToContract(stored) : null;

    private static Quality QualityOf(Aggregate aggregate, AggregateQuery query)
    {
        if (aggregate.Count == 0 && aggregate.Covered == TimeSpan.Zero) return Quality.Bad;
        var length = query.End - aggregate.Start < query.Interval ? query.End - aggregate.Start : query.Interval;
        var whole = aggregate.Covered == length && aggregate.Doubtful == TimeSpan.Zero;
        return whole && aggregate.BadCount == 0 && aggregate.UncertainCount == 0 ? Quality.Good : Quality.Uncertain;
    }
}
