using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.Ingestion.Recording.Domain;

namespace FactoryTwin.Services.Ingestion.Imports.Domain;

/// <summary>
/// Reads ISO 8601 / RFC 3339 times: date, 'T' or a blank, hours, minutes, seconds (may be absent), up to 7 fractional digits, then
/// 'Z' or an offset. Without an offset the source's zone counts; a local time that its zone has twice or never is not guessed.
/// </summary>
internal sealed class CsvTime(TimeZoneInfo? zone)
{
    /// <summary>Null and the time, or the reason with words.</summary>
    public (RejectReason Reason, string Detail)? Read(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        text = text.Trim(" \t"u8);
        if (text.IsEmpty) return (RejectReason.TimeUnreadable, "the time is empty");
        var scan = new TimeScanner(text);
        if (scan.Clock() is not { } clock) return Unreadable(text, scan.Problem);
        if (scan.AtEnd) return Local(clock, text, out time);
        if (scan.Offset() is not { } offset) return Unreadable(text, scan.Problem);
        var ticks = clock.Ticks - offset.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks) return Unreadable(text, "it is out of range");
        time = new(ticks, TimeSpan.Zero);
        return null;
    }

    private (RejectReason, string)? Local(DateTime clock, ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (zone is null) return (RejectReason.TimeWithoutZone, $"'{Excerpt.Of(text)}' has no offset and the source declares no time zone");
        if (zone.IsInvalidTime(clock)) return Unreadable(text, $"the clocks of {zone.Id} skip it");
        if (zone.IsAmbiguousTime(clock)) return Unreadable(text, $"the clocks of {zone.Id} show it twice; write it with an offset");
        var ticks = clock.Ticks - zone.GetUtcOffset(clock).Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks) return Unreadable(text, "it is out of range");
        time = new(ticks, TimeSpan.Zero);
        return null;
    }

    private static (RejectReason, string) Unreadable(ReadOnlySpan<byte> text, string problem) =>
        (RejectReason.TimeUnreadable, $"'{Excerpt.Of(text)}' is not a time: {problem}");
}
