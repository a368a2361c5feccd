using FactoryTwin.Hosting;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Services.Energy.Meters;

/// <summary>Intervals that a request asks for, checked.</summary>
internal static class Grids
{
    private const int MaxIntervals = 50_000;

    /// <summary>Whole intervals that cover [start, end); 15 minutes each where the request does not say.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with every wrong field.</exception>
    public static IntervalGrid Checked(Timestamp? start, Timestamp? end, Duration? interval)
    {
        var faults = new Faults();
        var (from, to) = Tariffs.TariffRequests.Span(start, end, faults);
        faults.Unless(interval is null or { Seconds: >= 60 and <= 31_622_400, Nanos: 0 }, "interval", "must be whole seconds, from a minute to 366 days");
        faults.ThrowIfAny();
        var length = interval?.ToTimeSpan() ?? TimeSpan.FromMinutes(15);
        var count = (to - from) / length;
        faults.Unless(count == Math.Floor(count), "end_time", "must be a whole number of intervals after start_time");
        faults.Unless(count <= MaxIntervals, "end_time", $"is more than {MaxIntervals} intervals after start_time");
        faults.ThrowIfAny();
        return new IntervalGrid(from, length, (int)count);
    }

    /// <summary>[start, end) as one interval.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with every wrong field.</exception>
    public static IntervalGrid Whole(Timestamp? start, Timestamp? end)
    {
        var faults = new Faults();
        var (from, to) = Tariffs.TariffRequests.Span(start, end, faults);
        faults.ThrowIfAny();
        return new IntervalGrid(from, to - from, 1);
    }
}
