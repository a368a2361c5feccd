using FactoryTwin.Services.Energy.Tariffs.Domain;

namespace FactoryTwin.Energy.Tests.Tariffs;

public class TariffClockTests
{
    [Test]
    public void Every_minute_of_any_tariff_has_the_price_that_its_text_says([Range(0, 6)] int zone)
    {
        var random = new Random(100 + zone);
        for (var round = 0; round < 6; round++)
        {
            var tariff = RandomTariff.Of(random, zone);
            Assert.That(tariff.Versions.SelectMany(v => TariffCheck.Faults(v, new HashSet<int>())), Is.Empty);
            var start = RandomTariff.Around[random.Next(2) == 0 ? zone : random.Next(RandomTariff.Around.Length)].AddMinutes(-random.Next(0, 3_000));
            var end = start.AddMinutes(random.Next(1, 4_500));
            var stretches = new TariffClock(tariff).Stretches(start, end).ToList();
            var next = 0;
            for (var at = start; at < end; at = at.AddMinutes(1))
            {
                var expected = MinuteTwin.At(tariff, at);
                while (next < stretches.Count && stretches[next].End <= at) next++;
                TariffStretch? found = next < stretches.Count && stretches[next].Start <= at ? stretches[next] : null;
                Assert.That(found is null, Is.EqualTo(expected is null), $"{tariff.Zone.Id} {at:O}");
                if (expected is not { } rate) continue;
                Assert.That((found!.Value.PricePerKwh, found.Value.Band, found.Value.Season, found.Value.Version), Is.EqualTo((rate.Period.PricePerKwh, rate.Period.Band, rate.Season, rate.Version)), $"{tariff.Zone.Id} {at:O}");
            }
            Assert.That(stretches.Zip(stretches.Skip(1)).All(p => p.First.End <= p.Second.Start), Is.True);
        }
    }

    [TestCase("2026-03-29", 23)]
    [TestCase("2026-10-25", 25)]
    [TestCase("2026-06-01", 24)]
    public void A_day_lasts_as_long_as_its_clock_says(string day, int hours)
    {
        var clock = new TariffClock(new TariffModel(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), []));
        var date = DateOnly.Parse(day, null);
        Assert.That(clock.StartOf(date.AddDays(1)) - clock.StartOf(date), Is.EqualTo(TimeSpan.FromHours(hours)));
    }

    [Test]
    public void A_day_without_a_midnight_starts_at_one()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/Sao_Paulo");
        Assert.That(new TariffClock(new TariffModel(zone, [])).StartOf(new DateOnly(2018, 11, 4)), Is.EqualTo(new DateTimeOffset(2018, 11, 4, 3, 0, 0, TimeSpan.Zero)));
    }

    /// <summary>Night tariff 22:00 to 06:00 in Berlin: eight hours a night, seven where the clock is set forward and nine where it is set back.</summary>
    [TestCase("2026-03-28T21:00:00Z", "2026-03-29T04:00:00Z")]
    [TestCase("2026-10-24T20:00:00Z", "2026-10-25T05:00:00Z")]
    [TestCase("2026-06-01T20:00:00Z", "2026-06-02T04:00:00Z")]
    public void A_night_over_a_clock_change_is_one_stretch_of_the_right_length(string start, string end)
    {
        var periods = new PeriodModel[] { new(22 * 60, 6 * 60, Band.Valley, 0.1), new(6 * 60, 22 * 60, Band.Peak, 0.3) };
        var version = new TariffVersionModel(new DateOnly(2026, 1, 1), [new("year", [new(new(1, 1), new(12, 31))])], [new("all", Enum.GetValues<DayOfWeek>())], [], [new("year", ["all"], periods)]);
        var clock = new TariffClock(new TariffModel(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), [version]));
        var (from, to) = (DateTimeOffset.Parse(start, null), DateTimeOffset.Parse(end, null));
        Assert.That(clock.Stretches(from.AddHours(-1), to.AddHours(1)).Select(s => (s.Start, s.End, s.PricePerKwh)), Is.EqualTo(new[] { (from.AddHours(-1), from, 0.3), (from, to, 0.1), (to, to.AddHours(1), 0.3) }));
    }
}
