namespace FactoryTwin.Services.Energy.Tariffs.Domain;

/// <summary>A stretch of time of one band, price, season and version.</summary>
public readonly record struct TariffStretch(DateTimeOffset Start, DateTimeOffset End, Band Band, double PricePerKwh, string Season, TariffVersionModel Version);

/// <summary>
/// A tariff on the time axis. At each instant the clock on the wall says which day and minute it is, and these say the price: so a day of 23
/// hours has no price for the hour that is left out, and one of 25 hours has the same one twice for the hour that is repeated.
/// </summary>
public sealed class TariffClock
{
    private static readonly TimeSpan Look = TimeSpan.FromHours(1);
    private readonly TimeZoneInfo _zone;
    private readonly List<(TariffVersionModel Version, Dictionary<(string Season, string DayType), Slot[]> Days)> _versions;

    /// <summary>Of a tariff without faults.</summary>
    public TariffClock(TariffModel tariff)
    {
        _zone = tariff.Zone;
        _versions = [.. tariff.Versions.Select(v => (v, DaysOf(v)))];
    }

    /// <summary>The month and version of an instant, as far as both last: what a bill is made for.</summary>
    public IEnumerable<(DateTimeOffset Start, DateTimeOffset End, DateOnly Month, TariffVersionModel Version)> Parts(DateTimeOffset start, DateTimeOffset end)
    {
        for (var at = start; at < end;)
        {
            var day = DateOnly.FromDateTime(Local(at));
            var month = new DateOnly(day.Year, day.Month, 1);
            var next = month.AddMonths(1);
            var version = VersionOn(day);
            foreach (var (later, _) in _versions)
            {
                if (later.EffectiveDay > day && later.EffectiveDay < next) next = later.EffectiveDay;
            }
            var until = Min(StartOf(next), end);
            if (version is { } found) yield return (at, until, month, found.Version);
            at = until;
        }
    }

    /// <summary>How long the month lasts.</summary>
    public TimeSpan LengthOf(DateOnly month) => StartOf(month.AddMonths(1)) - StartOf(month);

    /// <summary>The stretches of [start, end), ordered; none before the first version.</summary>
    public IEnumerable<TariffStretch> Stretches(DateTimeOffset start, DateTimeOffset end)
    {
        TariffStretch? open = null;
        foreach (var piece in Pieces(start, end))
        {
            if (open is { } before && before.End == piece.Start && before with { Start = piece.Start, End = piece.End } == piece)
            {
                open = before with { End = piece.End };
                continue;
            }
            if (open is { } done) yield return done;
            open = piece;
        }
        if (open is { } last) yield return last;
    }

    /// <summary>The first instant of a day on the zone's clock.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        // A midnight may be left out, or come twice: the day's first instant is between the earliest and the latest that it could be.
        var at = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var (low, high) = (at.AddHours(-16).UtcTicks, at.AddHours(16).UtcTicks);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (DateOnly.FromDateTime(Local(new DateTimeOffset(middle, TimeSpan.Zero))) >= day) high = middle;
            else low = middle + 1;
        }
        return new DateTimeOffset(low, TimeSpan.Zero);
    }

    private IEnumerable<TariffStretch> Pieces(DateTimeOffset start, DateTimeOffset end)
    {
        for (var at = start.ToUniversalTime(); at < end;)
        {
            var local = Local(at);
            var day = DateOnly.FromDateTime(local);
            var next = local.Date.AddDays(1);
            TariffStretch? piece = null;
            if (VersionOn(day) is { } found)
            {
                var season = found.Version.Seasons.First(s => s.Spans.Any(p => p.Contains(new MonthDay(day.Month, day.Day)))).Id;
                var slots = found.Days[(season, DayTypeOf(found.Version, day))];
                var slot = slots.Last(s => s.From <= local.TimeOfDay.TotalMinutes);
                next = local.Date.AddMinutes(slot.To);
                piece = new TariffStretch(at, at, slot.Period.Band, slot.Period.PricePerKwh, season, found.Version);
            }
            var until = Until(at, local, next, end);
            if (piece is { } known) yield return known with { End = until };
            at = until;
        }
    }

    /// <summary>When the wall clock shows <paramref name="next"/>, or is set, or an hour has passed, or the end comes.</summary>
    private DateTimeOffset Until(DateTimeOffset at, DateTime local, DateTime next, DateTimeOffset end)
    {
        var until = Min(Min(at + (next - local), at + Look), end);
        var offset = _zone.GetUtcOffset(at);
        if (_zone.GetUtcOffset(until.AddTicks(-1)) == offset) return until;
        var (low, high) = (at.UtcTicks + 1, until.UtcTicks);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (_zone.GetUtcOffset(new DateTimeOffset(middle, TimeSpan.Zero)) == offset) low = middle + 1;
            else high = middle;
        }
        return new DateTimeOffset(low, TimeSpan.Zero);
    }

    private (TariffVersionModel Version, Dictionary<(string Season, string DayType), Slot[]> Days)? VersionOn(DateOnly day)
    {
        for (var i = _versions.Count - 1; i >= 0; i--)
        {
            if (_versions[i].Version.EffectiveDay <= day) return _versions[i];
        }
        return null;
    }

    private static string DayTypeOf(TariffVersionModel version, DateOnly day)
    {
        foreach (var special in version.SpecialDays)
        {
            if (special.Day == day) return special.DayType;
        }
        return version.DayTypes.First(d => d.Weekdays.Contains(day.DayOfWeek)).Id;
    }

    private static Dictionary<(string Season, string DayType), Slot[]> DaysOf(TariffVersionModel version) =>
        version.Schedules.SelectMany(s => s.DayTypes.Select(d => (Key: (s.Season, d), s.Periods))).ToDictionary(
            s => s.Key,
            s => s.Periods.SelectMany(p => p.Stretches().Select(r => new Slot(r.From, r.To, p))).OrderBy(r => r.From).ToArray());

    private DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, _zone).DateTime;

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private readonly record struct Slot(int From, int To, PeriodModel Period);
}
