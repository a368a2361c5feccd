using System.Globalization;
using FactoryTwin.Energy.V1;
using FactoryTwin.Hosting;
using FactoryTwin.Services.Energy.Reports.Domain;

namespace FactoryTwin.Services.Energy.Reports;

/// <summary>Checks shift calendars; every fault is told at once, by field.</summary>
internal static class ShiftCalendars
{
    private const int MaxText = 200;
    private const int MaxShifts = 50;
    private const int Quarter = 15;
    private static readonly string[] Changeable = ["display_name", "time_zone", "shifts"];

    /// <summary>The calendar as it will be stored.</summary>
    public static ShiftCalendar Created(CreateShiftCalendarRequest request)
    {
        var (given, name) = NewResource.Of(request.ShiftCalendar, request.ShiftCalendarId, "shiftCalendars", "shift_calendar", static (each, _, faults) => Read(each, faults));
        var calendar = given.Clone();
        calendar.Name = name;
        return calendar;
    }

    /// <summary>The stored calendar with the request's changes.</summary>
    public static ShiftCalendar Updated(ShiftCalendar stored, UpdateShiftCalendarRequest request) =>
        ResourceChange.Of(stored, request.ShiftCalendar, request.UpdateMask, Changeable, static (each, faults) => Read(each, faults));

    /// <summary>A stored calendar's clock.</summary>
    public static ShiftClock Clock(ShiftCalendar stored)
    {
        var faults = new Faults();
        var (zone, shifts) = Read(stored, faults);
        faults.ThrowIfAny();
        return new ShiftClock(zone, shifts);
    }

    private static (TimeZoneInfo Zone, List<ShiftModel> Shifts) Read(ShiftCalendar given, Faults faults)
    {
        faults.Unless(!string.IsNullOrWhiteSpace(given.DisplayName) && given.DisplayName.Length <= MaxText, "shift_calendar.display_name", $"is required, with at most {MaxText} characters");
        var zone = Tariffs.TariffRequests.Zone(given.TimeZone);
        faults.Unless(zone is not null, "shift_calendar.time_zone", "must be an IANA zone that this system knows, such as Asia/Shanghai");
        faults.Unless(given.Shifts.Count <= MaxShifts, "shift_calendar.shifts", $"may have at most {MaxShifts} entries");
        var before = faults.Count;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var shifts = given.Shifts.Take(MaxShifts).Select((s, i) => One(s, $"shift_calendar.shifts[{i}]")).ToList();
        if (faults.Count == before && ShiftClock.Overlap(shifts) is { } both)
            faults.Add($"shift_calendar.shifts[{both.Second}]", $"works at the same time as shifts[{both.First}]");
        return (zone ?? TimeZoneInfo.Utc, shifts);

        ShiftModel One(Shift shift, string field)
        {
            faults.Unless(ResourceNames.IsId(shift.Id), $"{field}.id", ResourceNames.IdRule);
            faults.Unless(ids.Add(shift.Id), $"{field}.id", "is there twice");
            for (var j = 0; j < shift.Weekdays.Count; j++)
                faults.Unless(shift.Weekdays[j] != Weekday.Unspecified && Enum.IsDefined(shift.Weekdays[j]), $"{field}.weekdays[{j}]", "is not a day of the week");
            return new ShiftModel(shift.Id, Minute(shift.Start, $"{field}.start"), Minute(shift.End, $"{field}.end"), [.. shift.Weekdays.Select(w => (DayOfWeek)((int)w % 7))]);
        }

        int Minute(string text, string field)
        {
            var read = TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time);
            faults.Unless(read && time.Minute % Quarter == 0, field, "must be hours and minutes, a quarter of an hour, like 22:00");
            return (time.Hour * 60) + time.Minute;
        }
    }
}
