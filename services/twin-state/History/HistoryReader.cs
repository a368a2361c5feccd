using System.Globalization;
using FactoryTwin.Common.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Rpc;
using FactoryTwin.Services.TwinState.Model;
using FactoryTwin.Storage;
using FactoryTwin.Storage.Histories.Aggregates;
using FactoryTwin.Twin.V1;
using Google.Protobuf.WellKnownTypes;
using Sample = FactoryTwin.Twin.V1.Sample;

namespace FactoryTwin.Services.TwinState.History;

/// <summary>Reads a point's history, exactly as stored and in pages, or reduced for drawing.</summary>
public sealed class HistoryReader(IStore store)
{
    private const int DefaultPage = 1_000;
    private const int MaxPage = 100_000;
    private static readonly DateTimeOffset Latest = DateTimeOffset.MaxValue;

    /// <summary>One page, or the reduced series when <c>max_samples</c> is set.</summary>
    public async Task<QueryPointHistoryResponse> ReadAsync(Point point, QueryPointHistoryRequest request, CancellationToken cancellationToken)
    {
        var start = Time("start_time", request.StartTime) ?? DateTimeOffset.UnixEpoch.AddYears(-100);
        var end = Time("end_time", request.EndTime) ?? Latest;
        if (end <= start) throw RpcErrors.InvalidArgument(("end_time", "must be after start_time"));
        var response = new QueryPointHistoryResponse { Unit = point.Unit };
        var series = ModelCatalog.IdOf(point);
        switch (request.MaxSamples)
        {
            case 0:
                await ReadPageAsync(response, series, start, end, request, cancellationToken);
                break;
            case < 4 or > MaxPage:
                throw RpcErrors.InvalidArgument(("max_samples", $"must be 0, or from 4 to {MaxPage}"));
            default:
                if (request.PageToken.Length > 0) throw RpcErrors.InvalidArgument(("page_token", "does not go with max_samples"));
                await ReduceAsync(response, series, start, end, request.MaxSamples, cancellationToken);
                break;
        }
        return response;
    }

    /// <summary>gRPC carries times that there are not; JSON cannot.</summary>
    internal static DateTimeOffset? Time(string field, Timestamp? time)
    {
        try
        {
            return time?.ToDateTimeOffset();
        }
        catch (InvalidOperationException)
        {
            throw RpcErrors.InvalidArgument((field, "must be a time from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z"));
        }
    }

    private async Task ReadPageAsync(
        QueryPointHistoryResponse response, string series, DateTimeOffset start, DateTimeOffset end, QueryPointHistoryRequest request, CancellationToken cancellationToken)
    {
        var size = ListRequests.PageSize(request.PageSize, DefaultPage, MaxPage);
        if (request.PageToken.Length > 0) start = ReadToken(request.PageToken, series);
        var samples = await store.ReadSamplesAsync(TwinStores.Samples, series, start, end, size + 1, cancellationToken);
        response.Samples.AddRange(samples.Take(size).Select(ToContract));
        if (samples.Count > size) response.NextPageToken = WriteToken(samples[size].Time, series);
    }

    private async Task ReduceAsync(
        QueryPointHistoryResponse response, string series, DateTimeOffset start, DateTimeOffset end, int maxSamples, CancellationToken cancellationToken)
    {
        var first = await store.ReadSamplesAsync(TwinStores.Samples, series, start, end, 1, cancellationToken);
        if (first.Count == 0) return;
        start = first[0].Time;
        if (end == Latest) end = await EndOfDataAsync(series, cancellationToken);
        if (end <= start) end = start.AddTicks(1);
        var query = new AggregateQuery(start, end, Drawing.Interval(start, end, maxSamples)) { Use = QualityUse.All };
        var aggregates = await store.AggregateAsync(TwinStores.Samples, [series], query, cancellationToken);
        response.Samples.AddRange(Drawing.Corners(aggregates[0]).Select(ToContract));
    }

    private async Task<DateTimeOffset> EndOfDataAsync(string series, CancellationToken cancellationToken)
    {
        var last = await store.ReadLastSamplesAsync(TwinStores.Samples, cancellationToken);
        return last.TryGetValue(series, out var sample) ? sample.Time.AddTicks(1) : Latest;
    }

    internal static Sample ToContract(Storage.Sample sample) =>
        new() { EventTime = sample.Time.ToTimestamp(), Value = sample.Value, Quality = (Quality)sample.Quality };

    private static string WriteToken(DateTimeOffset next, string series) =>
        PageCursor.Write(string.Create(CultureInfo.InvariantCulture, $"{next.UtcTicks}/{series}"));

    private static DateTimeOffset ReadToken(string token, string series)
    {
        var parts = PageCursor.Read(token).Split('/', 2);
        return parts.Length == 2 && parts[1] == series && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : throw RpcErrors.InvalidArgument(("page_token", "belongs to another point or is not one that this method gave"));
    }
}
