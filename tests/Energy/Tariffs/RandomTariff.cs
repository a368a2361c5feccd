using FactoryTwin.Services.Energy.Tariffs.Domain;

namespace FactoryTwin.Energy.Tests.Tariffs;

/// <summary>Tariffs without faults, from a seed: one or two versions, one to three seasons (one of them over New Year), two or three day types.</summary>
internal static class RandomTariff
{
    /// <summary>Zones with hours that are left out and repeated: at night, at midnight, of half an hour, not at all.</summary>
    internal static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu", "UTC"];

    /// <summary>A day of each zone around which the clock is set, or any other.</summary>
    internal static readonly DateTimeOffset[] Around =
    [
        new(2026, 3, 29, 0, 0, 0, TimeSpan.Zero), new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        new(2026, 4, 4, 12, 0, 0, TimeSpan.Zero), new(2018, 11, 3, 20, 0, 0, TimeSpan.Zero), new(2024, 2, 28, 7, 0, 0, TimeSpan.Zero), new(2026, 10, 25, 0, 0, 0, TimeSpan.Zero),
    ];

    internal static TariffModel Of(Random random, int zone)
    {
        var first = DateOnly.FromDateTime(Around[zone].UtcDateTime).AddDays(-random.Next(1, 40));
        var versions = new List<TariffVersionModel> { Version(random, first) };
        if (random.Next(2) == 0) versions.Add(Version(random, first.AddDays(random.Next(1, 60))));
        return new TariffModel(TimeZoneInfo.FindSystemTimeZoneById(Zones[zone]), versions);
    }

    internal static List<PeriodModel> Periods(Random random)
    {
        var count = random.Next(1, 7);
        if (count == 1)
        {
            var whole = random.Next(2) * 300;
            return [new PeriodModel(whole, whole, Band.Flat, random.Next(1, 9))];
        }
        var cuts = new SortedSet<int>();
        while (cuts.Count < count) cuts.Add(random.Next(0, PeriodModel.Day));
        var at = cuts.ToList();
        // The last one goes over midnight, to where the first one starts.
        return [.. at.Select((start, i) => new PeriodModel(start, i + 1 < at.Count ? at[i + 1] : at[0] == 0 && random.Next(2) == 0 ? PeriodModel.Day : at[0], (Band)random.Next(1, 6), random.Next(1, 6) * 0.25))];
    }

    private static TariffVersionModel Version(Random random, DateOnly effective)
    {
        List<SeasonModel> seasons = random.Next(3) switch
        {
            0 => [new("year", [new(new(1, 1), new(12, 31))])],
            1 => [new("summer", [new(new(4, 2), new(10, 25))]), new("winter", [new(new(10, 26), new(4, 1))])],
            _ => [new("a", [new(new(3, 1), new(3, 31)), new(new(11, 1), new(11, 1))]), new("b", [new(new(4, 1), new(10, 31))]), new("c", [new(new(11, 2), new(2, 29))])],
        };
        List<DayTypeModel> types =
        [
            new("work", [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday]),
            new("end", [DayOfWeek.Saturday, DayOfWeek.Sunday]),
            new("special", []),
        ];
        var schedules = seasons.SelectMany(s => random.Next(2) == 0
            ? [new ScheduleModel(s.Id, ["work", "end", "special"], Periods(random))]
            : new[] { new ScheduleModel(s.Id, ["work"], Periods(random)), new ScheduleModel(s.Id, ["end", "special"], Periods(random)) }).ToList();
        var special = Enumerable.Range(0, random.Next(4)).Select(_ => effective.AddDays(random.Next(1, 50))).Distinct().Select(d => new SpecialDayModel(d, "special")).ToList();
        return new TariffVersionModel(effective, seasons, types, special, schedules)
        {
            Demand = random.Next(4) switch
            {
                0 => null,
                1 => new DemandModel(DemandBasisKind.Actual, 40, 15) { Bands = [Band.Peak, Band.SharpPeak] },
                2 => new DemandModel(DemandBasisKind.Contract, 38, 30) { Agreed = 60, ExcessThresholdPercent = 105, ExcessMultiplier = 2 },
                _ => new DemandModel(DemandBasisKind.Capacity, 25, 15) { Agreed = 100 },
            },
            PowerFactor = random.Next(2) == 0 ? null : new PowerFactorModel(2, [(0, 15), (0.65, 10), (0.85, 2.5), (0.9, 0), (0.95, -0.75)]),
            SurchargePerKwh = random.Next(3) * 0.01,
        };
    }
}
