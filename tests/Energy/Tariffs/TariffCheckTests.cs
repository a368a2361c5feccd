using FactoryTwin.Services.Energy.Tariffs.Domain;

namespace FactoryTwin.Energy.Tests.Tariffs;

public class TariffCheckTests
{
    private static readonly HashSet<int> None = [];

    [Test]
    public void Periods_are_refused_exactly_where_a_minute_has_no_price_or_two()
    {
        var random = new Random(7);
        var refused = 0;
        for (var round = 0; round < 2_000; round++)
        {
            var periods = RandomTariff.Periods(random);
            if (random.Next(2) == 0)
            {
                var i = random.Next(periods.Count);
                periods[i] = periods[i] with { End = Math.Clamp(periods[i].End + random.Next(-30, 31), 0, PeriodModel.Day) };
            }
            var count = new int[PeriodModel.Day];
            foreach (var period in periods)
            {
                for (var m = period.Start; ;)
                {
                    count[m]++;
                    m = (m + 1) % PeriodModel.Day;
                    if (m == period.End % PeriodModel.Day) break;
                }
            }
            // A whole day's period is one whose ends are equal, which the walk above covers as all 1,440 minutes.
            Assert.That(TariffCheck.Coverage(periods).Any(), Is.EqualTo(count.Any(c => c != 1)), string.Join(' ', periods));
            refused += count.Any(c => c != 1) ? 1 : 0;
        }
        Assert.That(refused, Is.InRange(200, 1_800));
    }

    [Test]
    public void Every_fault_is_told_with_its_field()
    {
        var version = new TariffVersionModel(
            new DateOnly(2026, 1, 1),
            [new("summer", [new(new(5, 1), new(9, 30))]), new("winter", [new(new(9, 29), new(3, 31))])],
            [new("work", [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday]), new("end", [DayOfWeek.Saturday, DayOfWeek.Friday])],
            [new(new DateOnly(2026, 5, 1), "holiday")],
            [new("summer", ["work", "end"], [new(0, 600, Band.Valley, 0.2), new(540, 1_380, Band.Peak, 0.5)])])
        {
            Demand = new DemandModel(DemandBasisKind.Contract, 40, 13),
            PowerFactor = new PowerFactorModel(2, [(0.5, 1), (0.4, 0)]),
            Ratios = [new(Band.Peak, Band.Valley, 3)],
        };
        Assert.That(TariffCheck.Faults(version, None).Select(f => $"{f.Field}: {f.Description}"), Is.EquivalentTo(new[]
        {
            "seasons: no season holds 04-01",
            "seasons[1].spans[0]: 09-29 lies in seasons[0].spans[0] too",
            "day_types: no day type holds Sunday",
            "day_types[1].weekdays: Friday is one of day_types[0] too",
            "special_days[0].day_type: there is no day type 'holiday'",
            "schedules[0].periods: 2 periods cover 09:00 to 10:00",
            "schedules[0].periods: no period covers 23:00 to 24:00",
            "schedules: none is for season 'winter' and day type 'work'",
            "schedules: none is for season 'winter' and day type 'end'",
            "schedules[0].periods: Peak at 0.5 is less than 3 times Valley at 0.2 (ratio_rules[0])",
            "demand_charge.window_minutes: must be a divisor of 60",
            "demand_charge.contract_kw: must be positive where the agreed demand is charged",
            "power_factor_rule.steps: the first step must be from power factor 0",
            "power_factor_rule.steps[1].power_factor: must be more than that of the step before it",
        }));
    }
}
