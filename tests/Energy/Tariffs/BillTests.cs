using FactoryTwin.Services.Energy.Tariffs.Domain;

namespace FactoryTwin.Energy.Tests.Tariffs;

public class BillTests
{
    private static readonly DayOfWeek[] Week = Enum.GetValues<DayOfWeek>();

    [Test]
    public void Any_bill_equals_the_one_made_minute_by_minute([Range(0, 6)] int zone)
    {
        var random = new Random(500 + zone);
        for (var round = 0; round < 2; round++)
        {
            var tariff = RandomTariff.Of(random, zone);
            var start = new TariffClock(tariff).StartOf(tariff.Versions[0].EffectiveDay).AddMinutes(random.Next(0, 30));
            var (taken, kw, kvar) = Load(random, start, random.Next(2_000, 16_000));
            var expected = MinuteTwin.Bill(tariff, start, kw, kvar);
            var parts = Bill.Parts(new TariffClock(tariff), taken, start, start.AddMinutes(kw.Length)).ToList();
            Assert.That(parts, Has.Count.EqualTo(expected.Count));
            foreach (var (part, month) in parts.Zip(expected))
            {
                Assert.That(part.Bands.Sum(b => b.Cost), Is.EqualTo(month.Energy).Within(1e-9).Percent);
                Assert.That(part.Max.Kw, Is.EqualTo(month.MaxKw).Within(1e-9));
                Assert.That(part.DemandCost, Is.EqualTo(month.DemandCost).Within(1e-9).Percent);
                Assert.That(part.Total, Is.EqualTo(month.Total).Within(1e-7).Percent);
            }
            Assert.That(parts.Sum(p => p.Kwh), Is.EqualTo(kw.Sum() / 60).Within(1e-9).Percent);
        }
    }

    /// <summary>
    /// June in Shanghai, worked by hand: 100 kW all month, but 400 kW on the 10th from 09:00 to 09:15. Peak 08:00 to 22:00 at 0.90, valley at 0.30.
    /// Peak 30 x 14 h x 100 kW + 75 kWh = 42,075 kWh = 37,867.50; valley 30 x 10 x 100 = 30,000 kWh = 9,000. Contract 300 kW at 40, above
    /// 105 % (315 kW) twice: (300 + 2 x 85) x 40 = 18,800. Power factor of 72,075 kWh and as many kvarh is 0.71: +9.5 % of 65,667.50 = 6,238.4125.
    /// Funds 0.02 x 72,075 = 1,441.50. In all 73,347.4125.
    /// </summary>
    [Test]
    public void A_month_worked_by_hand()
    {
        var version = new TariffVersionModel(
            new DateOnly(2026, 1, 1),
            [new("year", [new(new(1, 1), new(12, 31))])],
            [new("all", Week)],
            [],
            [new("year", ["all"], [new(8 * 60, 22 * 60, Band.Peak, 0.9), new(22 * 60, 8 * 60, Band.Valley, 0.3)])])
        {
            Demand = new DemandModel(DemandBasisKind.Contract, 40, 15) { Agreed = 300, ExcessThresholdPercent = 105, ExcessMultiplier = 2 },
            PowerFactor = new PowerFactorModel(2, [(0, 15), (0.7, 10), (0.71, 9.5), (0.9, 0)]),
            SurchargePerKwh = 0.02,
        };
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        var start = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.FromHours(8));
        var surge = start.AddDays(9).AddHours(9);
        var taken = Enumerable.Range(0, 30 * 96).Select(i => start.AddMinutes(15 * i)).Select(t => t == surge ? new Taken(t, t.AddMinutes(15), 100, 100) : new Taken(t, t.AddMinutes(15), 25, 25)).ToList();
        var part = Bill.Parts(new TariffClock(new TariffModel(zone, [version])), taken, start, start.AddDays(30)).Single();
        Assert.That(part.Bands.Select(b => (b.Band, Math.Round(b.Kwh, 6), Math.Round(b.Cost, 6))), Is.EqualTo(new[] { (Band.Peak, 42_075, 37_867.5), (Band.Valley, 30_000, 9_000) }));
        Assert.That((part.Max.Kw, part.Max.Start), Is.EqualTo((400.0, surge)));
        Assert.That((part.BilledKw, part.MonthShare, part.DemandCost, part.PowerFactor), Is.EqualTo((470.0, 1.0, 18_800.0, (double?)0.71)));
        Assert.That(part.AdjustmentCost, Is.EqualTo(6_238.4125).Within(1e-6));
        Assert.That(part.SurchargeCost, Is.EqualTo(1_441.5).Within(1e-6));
        Assert.That(part.Total, Is.EqualTo(73_347.4125).Within(1e-6));
    }

    /// <summary>Intervals of uneven lengths, some missing, as the kilowatts of each minute too.</summary>
    private static (List<Taken> Taken, double[] Kw, double[] Kvar) Load(Random random, DateTimeOffset start, int minutes)
    {
        var (kw, kvar) = (new double[minutes], new double[minutes]);
        var taken = new List<Taken>();
        for (var at = 0; at < minutes;)
        {
            var length = Math.Min(random.Next(1, 40), minutes - at);
            if (random.Next(10) > 0)
            {
                var (active, reactive) = (random.NextDouble() * 120, random.NextDouble() * 60);
                Array.Fill(kw, active, at, length);
                Array.Fill(kvar, reactive, at, length);
                taken.Add(new Taken(start.AddMinutes(at), start.AddMinutes(at + length), active * length / 60, reactive * length / 60));
            }
            at += length;
        }
        return (taken, kw, kvar);
    }
}
