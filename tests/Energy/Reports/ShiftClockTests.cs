using FactoryTwin.Services.Energy.Reports.Domain;

namespace FactoryTwin.Energy.Tests.Reports;

public class ShiftClockTests
{
    /// <summary>Clock changes at night, at midnight, of half an hour, and none.</summary>
    private static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Asia/Shanghai"];

    /// <summary>Minute by minute: what the clock on the wall shows says which shift works, and whose day it is.</summary>
    [Test]
    public void Every_minute_belongs_to_the_shift_that_the_wall_clock_says([ValueSource(nameof(Zones))] string name)
    {
        var (zone, random) = (TimeZoneInfo.FindSystemTimeZoneById(name), new Random(name.Length));
        foreach (var middle in Changes(zone).DefaultIfEmpty(new DateOnly(2026, 5, 5)))
        {
            for (var round = 0; round < 5; round++)
            {
                var shifts = RandomShifts(random);
                var clock = new ShiftClock(zone, shifts);
                var (first, last) = (middle.AddDays(-2), middle.AddDays(2));
                var stretches = clock.Stretches(first, last).ToList();
                for (var i = 1; i < stretches.Count; i++) Assert.That(stretches[i].Start, Is.EqualTo(stretches[i - 1].End));
                var at = 0;
                for (var minute = stretches[0].Start; minute < stretches[^1].End; minute = minute.AddMinutes(1))
                {
                    while (stretches[at].End <= minute) at++;
                    var local = TimeZoneInfo.ConvertTime(minute, zone);
                    var expected = Twin(shifts, local.DateTime);
                    if ((stretches[at].Day, stretches[at].Shift) != expected) Assert.Fail($"{local:O} is in {stretches[at]}, not in {expected}");
                }
                // The day before the first, looked at alone, ends where these begin.
                Assert.That(clock.Stretches(first.AddDays(-1), first.AddDays(-1)).Last().End, Is.EqualTo(stretches[0].Start));
            }
        }
    }

    [Test]
    public void A_night_shift_is_seven_hours_in_spring_and_nine_in_autumn()
    {
        var clock = new ShiftClock(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), [new("early", 360, 840, []), new("late", 840, 1_320, []), new("night", 1_320, 360, [])]);
        Assert.That(Hours(new DateOnly(2026, 3, 28)), Is.EqualTo(new[] { ("early", 8.0), ("late", 8.0), ("night", 7.0) }));
        Assert.That(Hours(new DateOnly(2026, 10, 24)), Is.EqualTo(new[] { ("early", 8.0), ("late", 8.0), ("night", 9.0) }));

        IEnumerable<(string, double)> Hours(DateOnly day) => clock.Stretches(day, day).Select(s => (s.Shift, (s.End - s.Start).TotalHours));
    }

    [Test]
    public void Overlaps_are_found_over_midnight_and_over_the_week()
    {
        ShiftModel night = new("night", 1_320, 360, [DayOfWeek.Sunday]);
        Assert.That(ShiftClock.Overlap([night, new("early", 345, 700, [DayOfWeek.Monday])]), Is.EqualTo((0, 1)));
        Assert.That(ShiftClock.Overlap([night, new("early", 345, 700, [DayOfWeek.Sunday])]), Is.Null);
        Assert.That(ShiftClock.Overlap([new("late", 0, 0, [DayOfWeek.Saturday]), new("early", 0, 30, [DayOfWeek.Sunday])]), Is.Null);
    }

    private static (DateOnly Day, string Shift) Twin(List<ShiftModel> shifts, DateTime local)
    {
        var (day, minute) = (DateOnly.FromDateTime(local), (int)local.TimeOfDay.TotalMinutes);
        foreach (var shift in shifts)
        {
            var over = shift.End <= shift.Start;
            if (shift.On(day.DayOfWeek) && minute >= shift.Start && (over || minute < shift.End)) return (day, shift.Id);
            if (over && shift.On(day.AddDays(-1).DayOfWeek) && minute < shift.End) return (day.AddDays(-1), shift.Id);
        }
        return (day, "");
    }

    private static List<ShiftModel> RandomShifts(Random random)
    {
        int[] bounds = [360, 495, 840, 1_110, 1_320];
        var chosen = bounds.Where(_ => random.Next(4) > 0).ToArray();
        if (chosen.Length < 2) return [];
        var days = Enum.GetValues<DayOfWeek>();
        // The last one goes over midnight to the first one's start, or a little less.
        return [.. chosen.Select((start, i) => new ShiftModel($"s{i}", start, i + 1 < chosen.Length ? chosen[i + 1] : random.Next(2) == 0 ? chosen[0] : 300, random.Next(3) == 0 ? [.. days.Where(_ => random.Next(3) > 0).DefaultIfEmpty(DayOfWeek.Monday)] : []))];
    }

    private static IEnumerable<DateOnly> Changes(TimeZoneInfo zone)
    {
        for (var day = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero); day.Year == 2026; day = day.AddDays(1))
        {
            if (zone.GetUtcOffset(day) != zone.GetUtcOffset(day.AddDays(1))) yield return DateOnly.FromDateTime(day.UtcDateTime);
        }
    }
}
