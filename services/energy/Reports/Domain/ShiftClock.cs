namespace FactoryTwin.Services.Energy.Reports.Domain;

/// <summary>A shift by the clock on the wall.</summary>
/// <param name="Id">What it is called.</param>
/// <param name="Start">Minute of the day on which it starts.</param>
/// <param name="End">Minute of that day, or, where not after the start, of the next.</param>
/// <param name="Weekdays">On which it starts; none: all.</param>
public sealed record ShiftModel(string Id, int Start, int End, IReadOnlyList<DayOfWeek> Weekdays)
{
    /// <summary>Minutes from the first instant of its day to its end.</summary>
    public int Until => End > Start ? End : End + ShiftClock.Day;

    /// <summary>Whether it starts on a day.</summary>
    public bool On(DayOfWeek day) => Weekdays.Count == 0 || Weekdays.Contains(day);
}

/// <summary>A stretch of one day and shift.</summary>
/// <param name="Start">From when.</param>
/// <param name="End">Until when.</param>
/// <param name="Day">The day that it counts for.</param>
/// <param name="Shift">Empty: none works.</param>
public readonly record struct ShiftStretch(DateTimeOffset Start, DateTimeOffset End, DateOnly Day, string Shift);

/// <summary>
/// Shifts on the time axis. A start or end that the clock leaves out is when it goes on; one that it shows twice is the first of them. So a night shift is an
/// hour shorter in spring and an hour longer in autumn, and every instant is in one stretch.
/// </summary>
public sealed class ShiftClock(TimeZoneInfo zone, IReadOnlyList<ShiftModel> shifts)
{
    /// <summary>Minutes of a day.</summary>
    public const int Day = 1_440;
    private const int Week = 7 * Day;

    /// <summary>Two shifts that work at the same time, or null.</summary>
    public static (int First, int Second)? Overlap(IReadOnlyList<ShiftModel> shifts)
    {
        var owner = new int[Week];
        for (var i = 0; i < shifts.Count; i++)
        {
            for (var day = 0; day < 7; day++)
            {
                if (!shifts[i].On((DayOfWeek)day)) continue;
                for (var minute = shifts[i].Start; minute < shifts[i].Until; minute++)
                {
                    var at = ((day * Day) + minute) % Week;
                    if (owner[at] != 0 && owner[at] != i + 1) return (owner[at] - 1, i);
                    owner[at] = i + 1;
                }
            }
        }
        return null;
    }

    /// <summary>When the clock on the wall shows a minute of a day, counted on over midnight.</summary>
    public DateTimeOffset At(DateOnly day, int minute)
    {
        var local = day.ToDateTime(TimeOnly.MinValue).AddMinutes(minute);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <summary>
    /// The stretches of the days [first, last]: from the first day's first instant, less what a shift of the day before still takes of it, to the end of the last day, or
    /// of the shift that started on it.
    /// </summary>
    public IEnumerable<ShiftStretch> Stretches(DateOnly first, DateOnly last)
    {
        var at = LastEnd(first.AddDays(-1)) is { } late && late > At(first, 0) ? late : At(first, 0);
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            foreach (var shift in shifts.Where(s => s.On(day.DayOfWeek)).OrderBy(s => s.Start))
            {
                var (start, end) = (At(day, shift.Start), At(day, shift.Until));
                if (start > at) yield return new ShiftStretch(at, start, day, "");
                if (end > start) yield return new ShiftStretch(start, end, day, shift.Id);
                at = end > at ? end : at;
            }
            var midnight = At(day.AddDays(1), 0);
            if (midnight > at)
            {
                yield return new ShiftStretch(at, midnight, day, "");
                at = midnight;
            }
        }
    }

    private DateTimeOffset? LastEnd(DateOnly day) => shifts.Where(s => s.On(day.DayOfWeek)).Select(s => (DateTimeOffset?)At(day, s.Until)).Max();
}
