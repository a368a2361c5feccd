using System.Globalization;
using System.Net;
using FactoryTwin.Energy.Tests.Balances;
using FactoryTwin.Energy.Tests.Pricing;
using FactoryTwin.Energy.Tests.Tariffs;
using FactoryTwin.Energy.V1;
using Google.Protobuf.WellKnownTypes;

namespace FactoryTwin.Energy.Tests.Reports;

public class ReportsServiceTests
{
    /// <summary>Midnight in Berlin before the clock is set forward.</summary>
    internal static readonly DateTimeOffset Spring = new(2026, 3, 28, 23, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task A_reports_total_is_the_sum_of_its_rows_to_the_last_digit_and_equals_the_bill()
    {
        await using var energy = await StartAsync();
        var main = await CountAsync(energy, 1);
        var rest = energy.Host.Rest();
        foreach (var dimensions in new ReportDimension[][] { [], [ReportDimension.Day], [ReportDimension.Shift, ReportDimension.Product], [ReportDimension.Day, ReportDimension.Shift, ReportDimension.Unit, ReportDimension.Product] })
        {
            await UpdateAsync(energy, dimensions);
            using var file = await rest.GetAsync("/v1/energyReports/site:downloadEnergyReport?firstDay=2026-03-28&lastDay=2026-03-29");
            Assert.That((file.StatusCode, file.Content.Headers.ContentType?.MediaType), Is.EqualTo((HttpStatusCode.OK, "text/csv")));
            var lines = (await file.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(',')).ToList();
            var total = lines.Single(l => l[0] == "total");
            foreach (var column in new[] { 7, 8 })
                Assert.That(lines.Where(l => l[0] == "row").Sum(l => decimal.Parse(l[column], CultureInfo.InvariantCulture)), Is.EqualTo(decimal.Parse(total[column], CultureInfo.InvariantCulture)));

            // The same intervals, billed: the same tariff, without demand.
            var bill = await energy.Host.Grpc<FactoryTwin.Energy.V1.Tariffs.TariffsClient>().CalculateBillAsync(new CalculateBillRequest { Name = TariffHost.Name, Intervals = { main } });
            var billed = bill.Parts.Sum(p => p.Lines.Sum(l => l.EnergyCost) + p.SurchargeCost);
            Assert.That(double.Parse(total[8], CultureInfo.InvariantCulture), Is.EqualTo(billed).Within(1e-6));
            Assert.That(double.Parse(total[7], CultureInfo.InvariantCulture), Is.EqualTo(bill.EnergyKwh).Within(1e-6));
            var table = await QueryAsync(energy);
            Assert.That(table.Rows.Select(r => (decimal)r.Cost).Sum(), Is.EqualTo((decimal)table.Totals.Single().Cost));
        }
    }

    /// <summary>A kilowatt-hour every quarter of an hour; of the area's all are product a at first, then a and b by halves, then nothing is made.</summary>
    [Test]
    public async Task Rows_are_told_apart_by_day_shift_unit_and_product_worked_by_hand()
    {
        await using var energy = await StartAsync();
        await CountAsync(energy, 0);
        await UpdateAsync(energy, [ReportDimension.Day, ReportDimension.Shift]);
        // Saturday's night shift starts at 22:00 and has seven hours; the report starts with the end of Friday's at 06:00.
        Assert.That((await QueryAsync(energy)).Rows.Select(r => (r.Day[8..], r.Shift, r.Quantity, r.CoveredPercent)), Is.EqualTo(new[]
        {
            ("28", "", 64.0 * 3, 100.0), ("28", "night", 28.0 * 3, 100.0), ("29", "", 64.0 * 3, 100.0), ("29", "night", 32.0 * 3, 100.0),
        }));
        await UpdateAsync(energy, [ReportDimension.Unit, ReportDimension.Product]);
        var rows = (await QueryAsync(energy)).Rows;
        Assert.That(rows.Select(r => (r.BalanceNode, r.Product, r.Quantity, r.HasProductionQuantity, r.ProductionQuantity, r.ProductionUnit)), Is.EqualTo(new[]
        {
            ("balanceNodes/area", "", 108.0, false, 0.0, ""), ("balanceNodes/area", "a", 64 + 8.0, true, 144.0, "t"), ("balanceNodes/area", "b", 8.0, true, 16.0, "t"),
            ("balanceNodes/site", "", 188 * 2.0, false, 0.0, ""),
        }));
    }

    [Test]
    public async Task What_is_not_known_is_told_and_not_guessed()
    {
        await using var energy = await StartAsync();
        await energy.Meters.ImportReadingsAsync(Readings("main", Enumerable.Repeat(3.0, 94)));
        await energy.Meters.ImportReadingsAsync(Readings("to-area", Enumerable.Repeat(1.0, 188)));
        await UpdateAsync(energy, []);
        var table = await QueryAsync(energy);
        Assert.That((table.Rows.Single().Quantity, table.Totals.Single().Quantity), Is.EqualTo((282.0, 282.0)));
        Assert.That(table.Totals.Single().CoveredPercent, Is.EqualTo((94 + 188 + 188) / (3 * 188.0) * 100).Within(1e-9));
    }

    [Test]
    public async Task What_does_not_hang_together_is_refused_by_field()
    {
        await using var energy = await StartAsync();
        var client = Client(energy);
        var calendar = new ShiftCalendar { DisplayName = "x", TimeZone = "../etc/passwd", Shifts = { new Shift { Id = "a", Start = "06:05", End = "24:00" } } };
        var refused = await EnergyHost.RefusedAsync(async () => await client.CreateShiftCalendarAsync(new CreateShiftCalendarRequest { ShiftCalendarId = "x", ShiftCalendar = calendar }));
        Assert.That(refused.Select(f => f.Field["shift_calendar.".Length..]), Is.EqualTo(new[] { "time_zone", "shifts[0].start", "shifts[0].end" }));
        calendar = new ShiftCalendar { DisplayName = "x", TimeZone = "Asia/Shanghai", Shifts = { new Shift { Id = "a", Start = "22:00", End = "06:00" }, new Shift { Id = "b", Start = "05:45", End = "14:00" } } };
        refused = await EnergyHost.RefusedAsync(async () => await client.CreateShiftCalendarAsync(new CreateShiftCalendarRequest { ShiftCalendarId = "x", ShiftCalendar = calendar }));
        Assert.That(refused.Single(), Is.EqualTo(("shift_calendar.shifts[1]", "works at the same time as shifts[0]")));
        var report = new EnergyReport { DisplayName = "x", BalanceNode = "balanceNodes/none", ShiftCalendar = "shiftCalendars/none", Tariffs = { new ReportTariff { Carrier = "gas", Tariff = "tariffs/none" } }, Products = { new ReportProduct { Product = "a", Meter = "meters/none" } } };
        refused = await EnergyHost.RefusedAsync(async () => await client.CreateEnergyReportAsync(new CreateEnergyReportRequest { EnergyReportId = "x", EnergyReport = report }));
        Assert.That(refused.Select(f => f.Field["energy_report.".Length..]), Is.EqualTo(new[] { "balance_node", "shift_calendar", "tariffs[0].tariff", "products[0].meter" }));
        Assert.That((await EnergyHost.RefusedAsync(() => QueryAsync(energy, "2026-02-30", "x"))).Select(f => f.Field), Is.EqualTo(new[] { "first_day", "last_day" }));
        Assert.That((await EnergyHost.RefusedAsync(() => QueryAsync(energy, "2026-03-29", "2026-03-28"))).Select(f => f.Field), Is.EqualTo(new[] { "last_day" }));
        Assert.That((await EnergyHost.RefusedAsync(() => QueryAsync(energy, "2025-12-30", "2026-01-02"))).Single().Description, Is.EqualTo("is before the first version of tariffs/plant"));
    }

    /// <summary>The site of BalanceHost, with a tariff, a night shift and two products of its area.</summary>
    internal static async Task<BalanceHost> StartAsync()
    {
        var energy = await BalanceHost.StartAsync();
        await energy.Host.Grpc<FactoryTwin.Energy.V1.Tariffs.TariffsClient>().CreateTariffAsync(new CreateTariffRequest { TariffId = "plant", Tariff = TariffHost.Plant() });
        await energy.MeterAsync("made-a", "product-a", "t");
        await energy.MeterAsync("made-b", "product-b", "t");
        await Client(energy).CreateShiftCalendarAsync(new CreateShiftCalendarRequest { ShiftCalendarId = "plant", ShiftCalendar = new ShiftCalendar { DisplayName = "Plant", TimeZone = "Europe/Berlin", Shifts = { new Shift { Id = "night", Start = "22:00", End = "06:00" } } } });
        await Client(energy).CreateEnergyReportAsync(new CreateEnergyReportRequest
        {
            EnergyReportId = "site",
            EnergyReport = new EnergyReport
            {
                DisplayName = "Site",
                BalanceNode = "balanceNodes/site",
                ShiftCalendar = "shiftCalendars/plant",
                Tariffs = { new ReportTariff { Carrier = "electricity", Tariff = TariffHost.Name } },
                Products = { new ReportProduct { Product = "a", Meter = "meters/made-a", BalanceNode = "balanceNodes/area" }, new ReportProduct { Product = "b", Meter = "meters/made-b", BalanceNode = "balanceNodes/area" } },
            },
        });
        return energy;
    }

    /// <summary>Two days of 06:00 to 06:00 (23 and 24 hours). Returns what the site took.</summary>
    private static async Task<List<EnergyInterval>> CountAsync(BalanceHost energy, int seed)
    {
        var random = new Random(seed);
        var main = Enumerable.Range(0, 188).Select(_ => seed == 0 ? 3 : random.NextDouble() * 1e3 / 7).ToList();
        await energy.Meters.ImportReadingsAsync(Readings("main", main));
        await energy.Meters.ImportReadingsAsync(Readings("to-area", main.Select(m => seed == 0 ? 1 : m * random.NextDouble())));
        await energy.Meters.ImportReadingsAsync(Readings("made-a", Enumerable.Range(0, 188).Select(i => i < 64 ? 2.0 : i < 80 ? 1 : 0)));
        await energy.Meters.ImportReadingsAsync(Readings("made-b", Enumerable.Range(0, 188).Select(i => i is >= 64 and < 80 ? 1.0 : 0)));
        return [.. main.Select((kwh, i) => TariffHost.Interval(Spring.AddHours(-18).AddMinutes(15 * i), kwh))];
    }

    internal static ImportReadingsRequest Readings(string id, IEnumerable<double> quarters) => new()
    {
        Name = $"meters/{id}",
        Readings = { quarters.Prepend(0).Select((q, i) => new MeterReading { ReadTime = Spring.AddHours(-18).AddMinutes(15 * i).ToTimestamp(), Value = q }) },
    };

    private static FactoryTwin.Energy.V1.Reports.ReportsClient Client(BalanceHost energy) => energy.Host.Grpc<FactoryTwin.Energy.V1.Reports.ReportsClient>();

    private static async Task UpdateAsync(BalanceHost energy, ReportDimension[] dimensions) => await Client(energy).UpdateEnergyReportAsync(new UpdateEnergyReportRequest
    {
        EnergyReport = new EnergyReport { Name = "energyReports/site", Dimensions = { dimensions } },
        UpdateMask = new FieldMask { Paths = { "dimensions" } },
    });

    internal static async Task<QueryEnergyReportResponse> QueryAsync(BalanceHost energy, string first = "2026-03-28", string last = "2026-03-29") =>
        await Client(energy).QueryEnergyReportAsync(new QueryEnergyReportRequest { Name = "energyReports/site", FirstDay = first, LastDay = last });
}
