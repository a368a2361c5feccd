using System.Text;
using FactoryTwin.Ingestion.V1;
using FactoryTwin.Services.Ingestion.Imports.Domain;

namespace FactoryTwin.Ingestion.Tests.Imports;

public sealed class CsvTimeTests
{
    [TestCase("2026-03-01T08:15:30Z", "2026-03-01T08:15:30.0000000")]
    [TestCase("2026-03-01 08:15:30z", "2026-03-01T08:15:30.0000000")]
    [TestCase("2026-03-01t08:15:30.1234567Z", "2026-03-01T08:15:30.1234567")]
    [TestCase("2026-03-01T08:15:30,5Z", "2026-03-01T08:15:30.5000000")]
    [TestCase("2026-03-01T08:15:30.123456700Z", "2026-03-01T08:15:30.1234567")]
    [TestCase("2026-03-01T08:15Z", "2026-03-01T08:15:00.0000000")]
    [TestCase("2026-03-01T08:15:30+01:00", "2026-03-01T07:15:30.0000000")]
    [TestCase("2026-03-01T08:15:30+0130", "2026-03-01T06:45:30.0000000")]
    [TestCase("2026-03-01T08:15:30-05", "2026-03-01T13:15:30.0000000")]
    [TestCase("2026-03-01 08:15:30 +01:00", "2026-03-01T07:15:30.0000000")]
    [TestCase(" 2024-02-29T00:00:00Z ", "2024-02-29T00:00:00.0000000")]
    [TestCase("2026-01-01T00:30:00+14:00", "2025-12-31T10:30:00.0000000")]
    public void Times_with_an_offset_are_read(string text, string utc)
    {
        Assert.That(Read(text, null, out var time), Is.Null);
        Assert.That(time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff"), Is.EqualTo(utc));
    }

    [TestCase("")]
    [TestCase("yesterday")]
    [TestCase("2026-03-01")]
    [TestCase("2026-3-1T08:15:30Z")]
    [TestCase("01.03.2026 08:15:30Z")]
    [TestCase("2026-02-29T00:00:00Z")]
    [TestCase("2026-13-01T00:00:00Z")]
    [TestCase("2026-03-01T24:00:00Z")]
    [TestCase("2026-03-01T08:60:00Z")]
    [TestCase("2026-03-01T08:15:60Z")]
    [TestCase("2026-03-01T08:15:30.Z")]
    [TestCase("2026-03-01T08:15:30.12345678Z")]
    [TestCase("2026-03-01T08:15:30+15:00")]
    [TestCase("2026-03-01T08:15:30+1:00")]
    [TestCase("2026-03-01T08:15:30Zulu")]
    [TestCase("2026-03-01T08:15:30  Z")]
    [TestCase("0001-01-01T00:00:00+01:00")]
    [TestCase("9999-12-31T23:59:59-01:00")]
    [TestCase("1772352930")]
    public void Other_texts_are_unreadable(string text)
    {
        Assert.That(Read(text, null, out _)?.Reason, Is.EqualTo(RejectReason.TimeUnreadable));
        Assert.That(Read(text, TimeZoneInfo.Utc, out _)?.Reason, Is.EqualTo(RejectReason.TimeUnreadable));
    }

    [Test]
    public void A_local_time_needs_the_sources_zone()
    {
        Assert.That(Read("2020-03-09 10:14:33", null, out _)?.Reason, Is.EqualTo(RejectReason.TimeWithoutZone));
        Assert.That(Read("2020-03-09 10:14:33", TimeZoneInfo.Utc, out var time), Is.Null);
        Assert.That(time, Is.EqualTo(new DateTimeOffset(2020, 3, 9, 10, 14, 33, TimeSpan.Zero)));
    }

    [Test]
    public void A_local_time_that_its_zone_has_never_or_twice_is_not_guessed()
    {
        // Last Sundays of March and October: 02:00 becomes 03:00, 03:00 becomes 02:00.
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new(1, 1, 1, 2, 0, 0), 3, 5, DayOfWeek.Sunday),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new(1, 1, 1, 3, 0, 0), 10, 5, DayOfWeek.Sunday));
        var zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(1), "test", "test", "test", [rule]);

        Assert.That(Read("2026-03-29T02:30:00", zone, out _)?.Detail, Does.Contain("skip"));
        Assert.That(Read("2026-10-25T02:30:00", zone, out _)?.Detail, Does.Contain("twice"));
        Assert.That(Read("2026-07-01T12:00:00", zone, out var summer), Is.Null);
        Assert.That(summer.UtcDateTime.Hour, Is.EqualTo(10));
        Assert.That(Read("2026-10-25T02:30:00+01:00", zone, out _), Is.Null);
    }

    private static (RejectReason Reason, string Detail)? Read(string text, TimeZoneInfo? zone, out DateTimeOffset time) =>
        new CsvTime(zone).Read(Encoding.UTF8.GetBytes(text), out time);
}
