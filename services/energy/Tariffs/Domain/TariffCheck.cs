using System.Globalization;

namespace FactoryTwin.Services.Energy.Tariffs.Domain;

/// <summary>A fault of a version: which field below it, and what is wrong.</summary>
public readonly record struct TariffFault(string Field, string Description);

/// <summary>What must hold of a price list: every minute of every day has exactly one price. All faults are told.</summary>
public static class TariffCheck
{
    private const int LeapYear = 2024;

    /// <summary>Every fault of a version. Schedules among <paramref name="unreadable"/> are known to have faults of their own.</summary>
    public static IEnumerable<TariffFault> Faults(TariffVersionModel version, IReadOnlySet<int> unreadable) =>
        [.. Seasons(version), .. DayTypes(version), .. SpecialDays(version), .. Schedules(version, unreadable), .. Ratios(version, unreadable), .. Demand(version), .. PowerFactor(version)];

    /// <summary>Minutes of the day that no period, or more than one, covers, as text; empty where there are none.</summary>
    public static IEnumerable<string> Coverage(IReadOnlyList<PeriodModel> periods)
    {
        var count = new int[PeriodModel.Day];
        foreach (var (from, to) in periods.SelectMany(p => p.Stretches()))
        {
            for (var minute = from; minute < to; minute++) count[minute]++;
        }
        for (int from = 0, to; from < PeriodModel.Day; from = to)
        {
            to = from + 1;
            while (to < PeriodModel.Day && count[to] == count[from]) to++;
            if (count[from] == 0) yield return $"no period covers {Clock(from)} to {Clock(to)}";
            else if (count[from] > 1) yield return $"{count[from]} periods cover {Clock(from)} to {Clock(to)}";
        }
    }

    private static IEnumerable<TariffFault> Seasons(TariffVersionModel version)
    {
        foreach (var fault in Ids("seasons", [.. version.Seasons.Select(s => s.Id)])) yield return fault;
        string? open = null;
        for (var day = new DateOnly(LeapYear, 1, 1); day.Year == LeapYear; day = day.AddDays(1))
        {
            var at = new MonthDay(day.Month, day.Day);
            var owners = version.Seasons.SelectMany((s, i) => s.Spans.Select((span, j) => (span, Field: $"seasons[{i}].spans[{j}]"))).Where(s => s.span.Contains(at)).ToList();
            var fault = owners.Count switch { 0 => "seasons", 1 => null, _ => owners[^1].Field };
            // One fault for a run of days, at its first day.
            if (fault is not null && fault != open)
                yield return new(fault, owners.Count == 0 ? $"no season holds {day:MM-dd}" : $"{day:MM-dd} lies in {owners[0].Field} too");
            open = fault;
        }
    }

    private static IEnumerable<TariffFault> DayTypes(TariffVersionModel version)
    {
        foreach (var fault in Ids("day_types", [.. version.DayTypes.Select(d => d.Id)])) yield return fault;
        foreach (var day in Enum.GetValues<DayOfWeek>())
        {
            var owners = Enumerable.Range(0, version.DayTypes.Count).Where(i => version.DayTypes[i].Weekdays.Contains(day)).ToList();
            if (owners.Count == 0) yield return new("day_types", $"no day type holds {day}");
            foreach (var owner in owners.Skip(1)) yield return new($"day_types[{owner}].weekdays", $"{day} is one of day_types[{owners[0]}] too");
        }
    }

    private static IEnumerable<TariffFault> SpecialDays(TariffVersionModel version)
    {
        var known = version.DayTypes.Select(d => d.Id).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<DateOnly>();
        for (var i = 0; i < version.SpecialDays.Count; i++)
        {
            var (day, type) = version.SpecialDays[i];
            if (!known.Contains(type)) yield return new($"special_days[{i}].day_type", $"there is no day type '{type}'");
            if (!seen.Add(day)) yield return new($"special_days[{i}].day", "is there twice");
        }
    }

    private static IEnumerable<TariffFault> Schedules(TariffVersionModel version, IReadOnlySet<int> unreadable)
    {
        var seasons = version.Seasons.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        var types = version.DayTypes.Select(d => d.Id).ToHashSet(StringComparer.Ordinal);
        var owners = new Dictionary<(string Season, string Type), int>();
        for (var i = 0; i < version.Schedules.Count; i++)
        {
            var schedule = version.Schedules[i];
            if (!seasons.Contains(schedule.Season)) yield return new($"schedules[{i}].season", $"there is no season '{schedule.Season}'");
            if (schedule.DayTypes.Count == 0) yield return new($"schedules[{i}].day_types", "at least one is needed");
            for (var j = 0; j < schedule.DayTypes.Count; j++)
            {
                var type = schedule.DayTypes[j];
                if (!types.Contains(type)) yield return new($"schedules[{i}].day_types[{j}]", $"there is no day type '{type}'");
                if (!owners.TryAdd((schedule.Season, type), i))
                    yield return new($"schedules[{i}].day_types[{j}]", $"schedules[{owners[(schedule.Season, type)]}] is for '{schedule.Season}' and '{type}' too");
            }
            if (unreadable.Contains(i)) continue;
            foreach (var gap in Coverage(schedule.Periods)) yield return new($"schedules[{i}].periods", gap);
        }
        foreach (var season in seasons)
        {
            foreach (var type in types.Where(t => !owners.ContainsKey((season, t)))) yield return new("schedules", $"none is for season '{season}' and day type '{type}'");
        }
    }

    private static IEnumerable<TariffFault> Ratios(TariffVersionModel version, IReadOnlySet<int> unreadable)
    {
        for (var i = 0; i < version.Ratios.Count; i++)
        {
            var rule = version.Ratios[i];
            foreach (var (schedule, at) in version.Schedules.Select((s, at) => (s, at)).Where(s => !unreadable.Contains(s.at)))
            {
                var dear = schedule.Periods.Where(p => p.Band == rule.Dear).Select(p => p.PricePerKwh).ToList();
                var cheap = schedule.Periods.Where(p => p.Band == rule.Cheap).Select(p => p.PricePerKwh).ToList();
                if (dear.Count > 0 && cheap.Count > 0 && dear.Min() < (rule.MinRatio * cheap.Max()) - 1e-9)
                    yield return new($"schedules[{at}].periods", string.Create(CultureInfo.InvariantCulture, $"{rule.Dear} at {dear.Min()} is less than {rule.MinRatio} times {rule.Cheap} at {cheap.Max()} (ratio_rules[{i}])"));
            }
        }
    }

    private static IEnumerable<TariffFault> Demand(TariffVersionModel version)
    {
        if (version.Demand is not { } demand) yield break;
        if (demand.WindowMinutes is < 1 or > 60 || 60 % demand.WindowMinutes != 0) yield return new("demand_charge.window_minutes", "must be a divisor of 60");
        if (demand.Basis is DemandBasisKind.Contract && demand.Agreed <= 0) yield return new("demand_charge.contract_kw", "must be positive where the agreed demand is charged");
        if (demand.Basis is DemandBasisKind.Capacity && demand.Agreed <= 0) yield return new("demand_charge.capacity_kva", "must be positive where capacity is charged");
        if (demand.ExcessThresholdPercent < 100) yield return new("demand_charge.excess_threshold_percent", "must be at least 100");
        if (demand.ExcessMultiplier < 0) yield return new("demand_charge.excess_multiplier", "must not be negative");
    }

    private static IEnumerable<TariffFault> PowerFactor(TariffVersionModel version)
    {
        if (version.PowerFactor is not { } rule) yield break;
        if (rule.Decimals is < 0 or > 6) yield return new("power_factor_rule.decimals", "must be 0 to 6");
        if (rule.Steps.Count == 0 || rule.Steps[0].PowerFactor != 0) yield return new("power_factor_rule.steps", "the first step must be from power factor 0");
        for (var i = 0; i < rule.Steps.Count; i++)
        {
            if (rule.Steps[i].PowerFactor is < 0 or > 1) yield return new($"power_factor_rule.steps[{i}].power_factor", "must be 0 to 1");
            else if (i > 0 && rule.Steps[i].PowerFactor <= rule.Steps[i - 1].PowerFactor) yield return new($"power_factor_rule.steps[{i}].power_factor", "must be more than that of the step before it");
            if (rule.Steps[i].AdjustmentPercent is < -100 or > 1_000) yield return new($"power_factor_rule.steps[{i}].adjustment_percent", "must be -100 to 1000");
        }
    }

    private static IEnumerable<TariffFault> Ids(string field, IReadOnlyList<string> ids)
    {
        if (ids.Count == 0) yield return new(field, "at least one is needed");
        for (var i = 0; i < ids.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(ids[i])) yield return new($"{field}[{i}].id", "is required");
            else if (ids.Take(i).Contains(ids[i], StringComparer.Ordinal)) yield return new($"{field}[{i}].id", $"'{ids[i]}' is there twice");
        }
    }

    private static string Clock(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");
}
