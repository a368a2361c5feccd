using System.Buffers.Binary;
using System.Buffers.Text;
using FactoryTwin.Energy.V1;
using FactoryTwin.Rpc;

namespace FactoryTwin.Services.Energy.Pricing;

/// <summary>What a query asks for: [Start, End), from where its page token left off.</summary>
internal sealed record QueryRange(DateTimeOffset Start, DateTimeOffset End, int PageSize)
{
    private const int DefaultSize = 10_000;
    private const int MaxSize = 100_000;

    /// <summary>Absent bounds are the series' own; the token holds where the page before ended.</summary>
    public static QueryRange Of(QueryPricesRequest request, PriceSeries series)
    {
        var faults = new List<(string Field, string Description)>();
        if (request.PageSize < 0) faults.Add(("page_size", "must not be negative"));
        if (request.StartTime is not null && request.StartTime.Fault() is { } startFault) faults.Add(("start_time", startFault));
        if (request.EndTime is not null && request.EndTime.Fault() is { } endFault) faults.Add(("end_time", endFault));
        if (faults.Count == 0 && request.StartTime is { } from && request.EndTime is { } to && to <= from) faults.Add(("end_time", "must be after start_time"));
        var resumed = DateTimeOffset.MinValue;
        if (request.PageToken.Length > 0 && !TryRead(request.PageToken, out resumed)) faults.Add(("page_token", "is not one that this method gave"));
        if (faults.Count > 0) throw RpcErrors.InvalidArgument([.. faults]);

        var start = (request.StartTime ?? series.FirstStartTime)?.ToDateTimeOffset() ?? DateTimeOffset.MaxValue;
        var end = (request.EndTime ?? series.LastEndTime)?.ToDateTimeOffset() ?? DateTimeOffset.MinValue;
        return new QueryRange(resumed > start ? resumed : start, end, request.PageSize == 0 ? DefaultSize : Math.Min(request.PageSize, MaxSize));
    }

    /// <summary>The token of the page that starts at this time.</summary>
    public string TokenAfter(DateTimeOffset end)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, end.UtcTicks);
        return Base64Url.EncodeToString(bytes);
    }

    private static bool TryRead(string token, out DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        time = default;
        if (token.Length > 16 || !Base64Url.TryDecodeFromChars(token, bytes, out var read) || read != sizeof(long)) return false;
        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (ticks < 0 || ticks > DateTimeOffset.MaxValue.Ticks) return false;
        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }
}
