using FactoryTwin.Common.V1;
using FactoryTwin.Ingestion.V1;

namespace FactoryTwin.Services.Ingestion.Recording.Domain;

/// <summary>Judges pushed readings against a mapping.</summary>
internal static class ReadingJudge
{
    private const long MaxSeconds = 253_402_300_799;
    private const long MinSeconds = -62_135_596_800;

    /// <summary>True with the standard reading, false with the fault.</summary>
    /// <param name="latest">Event times after this lie too far in the future.</param>
    public static bool TryStandardize(RawReading raw, SourceMapping mapping, DateTimeOffset latest, out StandardReading reading, out Fault fault)
    {
        reading = default;
        if (!mapping.TryFind(raw.Tag, out var point) || point is null)
        {
            fault = new(RejectReason.UnknownPoint, raw.Tag, point is null && mapping.TryFind(raw.Tag, out _)
                ? $"the mapping ignores '{Excerpt.Of(raw.Tag)}'"
                : $"the mapping has no column '{Excerpt.Of(raw.Tag)}'");
            return false;
        }
        if (TimeFault(raw, latest) is { } timeFault)
        {
            fault = timeFault;
            return false;
        }
        return TryStandardize(raw.Value, point, TimeOf(raw), QualityOf(raw.Quality), out reading, out fault);
    }

    /// <summary>Standardizes a value whose point and time are known to be good.</summary>
    public static bool TryStandardize(double raw, MappedPoint point, DateTimeOffset time, Quality quality, out StandardReading reading, out Fault fault)
    {
        var value = point.Standardize(raw);
        reading = new(point, time, value, quality);
        fault = default;
        if (double.IsFinite(value)) return true;
        fault = new(RejectReason.NotFinite, point.Column, double.IsFinite(raw) ? $"{raw:R} * {point.Scale:R} + {point.Offset:R} is not finite" : $"{raw:R} is not finite");
        return false;
    }

    private static Fault? TimeFault(RawReading raw, DateTimeOffset latest)
    {
        if (raw.EventTime is null) return new(RejectReason.TimeUnreadable, raw.Tag, "the event time is missing");
        if (raw.EventTime is { Seconds: < MinSeconds or > MaxSeconds } or { Nanos: < 0 or > 999_999_999 })
            return new(RejectReason.TimeUnreadable, raw.Tag, "the event time is out of range");
        return TimeOf(raw) > latest ? new(RejectReason.TimeInFuture, raw.Tag, $"{TimeOf(raw):O} lies too far in the future") : null;
    }

    private static DateTimeOffset TimeOf(RawReading raw) =>
        DateTimeOffset.UnixEpoch.AddTicks(raw.EventTime.Seconds * TimeSpan.TicksPerSecond + raw.EventTime.Nanos / 100);

    private static Quality QualityOf(Quality stated) => stated is Quality.Good or Quality.Bad ? stated : Quality.Uncertain;
}
