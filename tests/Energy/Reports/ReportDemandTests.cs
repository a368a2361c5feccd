using System.Globalization;
using FactoryTwin.Energy.Tests.Tariffs;
using FactoryTwin.Energy.V1;
using static FactoryTwin.Energy.Tests.Reports.ReportsServiceTests;

namespace FactoryTwin.Energy.Tests.Reports;

/// <summary>What power costs in a report is what the bill of the same time charges for it.</summary>
public class ReportDemandTests
{
    private static readonly DemandBasis[] Bases = [DemandBasis.Actual, DemandBasis.Contract, DemandBasis.Capacity];

    /// <summary>Two days of random load, with a clock change, a new version and a new month in between; random demand charges.</summary>
    [Test]
    public async Task A_report_reconciles_with_the_bill_of_the_same_time()
    {
        await using var energy = await StartAsync();
        var tariffs = energy.Host.Grpc<FactoryTwin.Energy.V1.Tariffs.TariffsClient>();
        var random = new Random(7);
        var loads = Enumerable.Range(0, 480).Select(_ => random.NextDouble() * 500).ToList();
        await energy.Meters.ImportReadingsAsync(Readings("main", loads));
        await energy.Meters.ImportReadingsAsync(Readings("to-area", loads.Select(l => l * random.NextDouble())));
        var intervals = loads.Select((kwh, i) => TariffHost.Interval(Spring.AddHours(-18).AddMinutes(15 * i), kwh)).ToList();
        for (var round = 0; round < 12; round++)
        {
            var tariff = TariffHost.Plant();
            tariff.Name = TariffHost.Name;
            tariff.Versions.Add(TariffHost.Version(round % 2 == 0 ? "2026-03-29" : "2026-04-01", 0.1, 0.5));
            foreach (var version in tariff.Versions) version.DemandCharge = random.Next(5) == 0 ? null : Random(random);
            await tariffs.UpdateTariffAsync(new UpdateTariffRequest { Tariff = tariff });
            var bill = await tariffs.CalculateBillAsync(new CalculateBillRequest { Name = TariffHost.Name, Intervals = { intervals.Take(284 + 96) } });
            var report = await QueryAsync(energy, "2026-03-28", "2026-03-31");
            Assert.That(report.EndTime, Is.EqualTo(intervals[379].EndTime), "four days, of 06:00 to 06:00");
            var total = report.Totals.Single();
            var charged = bill.Parts.Where(p => tariff.Versions.Single(v => v.EffectiveDay == p.Version).DemandCharge is not null).ToList();
            Assert.That(report.Demands.Select(d => (d.Month, d.StartTime, d.EndTime, d.MaxDemandTime, d.Version, d.CoveredPercent)), Is.EqualTo(charged.Select(p => (p.Month, p.StartTime, p.EndTime, p.MaxDemandTime, p.Version, 100.0))));
            Assert.That(report.Demands.Select(d => d.DemandCost), Is.EqualTo(charged.Select(p => p.DemandCost)).Within(1e-6));
            Assert.That(report.Demands.Sum(d => (decimal)d.DemandCost), Is.EqualTo((decimal)total.DemandCost));
            Assert.That(total.HasDemandCost, Is.EqualTo(charged.Count > 0));
            Assert.That(total.Cost + total.DemandCost, Is.EqualTo(bill.TotalCost - bill.Parts.Sum(p => p.AdjustmentCost)).Within(1e-5), "a bill adds only what the power factor asks for");
            var file = await energy.Host.Rest().GetStringAsync("/v1/energyReports/site:downloadEnergyReport?firstDay=2026-03-28&lastDay=2026-03-31");
            var lines = file.Split('\n').Where(l => l.StartsWith("demand,", StringComparison.Ordinal)).Select(l => double.Parse(l.Split(',')[8], CultureInfo.InvariantCulture));
            Assert.That(lines, Is.EqualTo(report.Demands.Select(d => d.DemandCost)));
        }
    }

    [Test]
    public async Task Demand_that_quarters_of_an_hour_cannot_tell_has_no_cost()
    {
        await using var energy = await StartAsync();
        await energy.Meters.ImportReadingsAsync(Readings("main", Enumerable.Repeat(5.0, 94)));
        var tariff = TariffHost.Plant();
        tariff.Name = TariffHost.Name;
        var client = energy.Host.Grpc<FactoryTwin.Energy.V1.Tariffs.TariffsClient>();
        await client.UpdateTariffAsync(new UpdateTariffRequest { Tariff = tariff });
        Assert.That((await QueryAsync(energy)).Demands.Single().CoveredPercent, Is.EqualTo(100 * 94 / (3 * 188.0)).Within(1e-9), "of half of one of three meters");
        tariff.Versions[0].DemandCharge.WindowMinutes = 5;
        await client.UpdateTariffAsync(new UpdateTariffRequest { Tariff = tariff });
        var report = await QueryAsync(energy);
        Assert.That((report.Demands.Single().HasDemandCost, report.Demands.Single().MissingReason), Is.EqualTo((false, "windows of 5 minutes cannot be told from quarters of an hour")));
        Assert.That((report.Totals.Single().HasDemandCost, report.Totals.Single().HasCost), Is.EqualTo((false, true)));
    }

    private static DemandCharge Random(Random random)
    {
        var charge = new DemandCharge { Basis = Bases[random.Next(Bases.Length)], PricePerKw = Math.Round(random.NextDouble() * 50, 2) + 1, WindowMinutes = random.Next(2) == 0 ? 15 : 30 };
        if (charge.Basis != DemandBasis.Capacity && random.Next(2) == 0) charge.Bands.Add(TariffBand.Peak);
        if (charge.Basis == DemandBasis.Contract) (charge.ContractKw, charge.ExcessThresholdPercent, charge.ExcessMultiplier) = (random.Next(500, 2_500), 105, 2);
        if (charge.Basis == DemandBasis.Capacity) charge.CapacityKva = random.Next(500, 2_500);
        return charge;
    }
}
