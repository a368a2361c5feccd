using FactoryTwin.Energy.Tests.Pricing;
using FactoryTwin.Energy.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Energy.Tests.Tariffs;

public class TariffsServiceTests
{
    /// <summary>Midnight in Berlin before the clock is set forward.</summary>
    private static readonly DateTimeOffset Spring = new(2026, 3, 28, 23, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task A_tariff_is_stored_changed_by_mask_and_guarded_by_its_etag()
    {
        await using var energy = await TariffHost.StartAsync();
        var made = await energy.CreateAsync();
        Assert.That((made.Name, made.Versions.Single()), Is.EqualTo((TariffHost.Name, TariffHost.Version("2026-01-01", 0.12, 0.36))));
        await EnergyHost.RefusedAsync(() => energy.CreateAsync(), StatusCode.AlreadyExists);

        var change = new Tariff { Name = TariffHost.Name, Etag = made.Etag, Versions = { made.Versions, TariffHost.Version("2026-07-01", 0.1, 0.4) } };
        var request = new UpdateTariffRequest { Tariff = change, UpdateMask = new FieldMask { Paths = { "versions" } } };
        var asked = request.Clone();
        asked.ValidateOnly = true;
        await energy.Client.UpdateTariffAsync(asked);
        var changed = await energy.Client.UpdateTariffAsync(request);
        Assert.That((changed.DisplayName, changed.Versions.Count), Is.EqualTo(("Plant", 2)));
        await EnergyHost.RefusedAsync(async () => await energy.Client.UpdateTariffAsync(request), StatusCode.Aborted);

        await energy.Host.RestartAsync();
        Assert.That((await energy.Client.ListTariffsAsync(new ListTariffsRequest { Filter = "currency=\"EUR\"" })).Tariffs, Is.EqualTo(new[] { changed }));
        await energy.Client.DeleteTariffAsync(new DeleteTariffRequest { Name = TariffHost.Name });
        await EnergyHost.RefusedAsync(async () => await energy.Client.GetTariffAsync(new GetTariffRequest { Name = TariffHost.Name }), StatusCode.NotFound);
    }

    [Test]
    public async Task Faults_are_told_by_field_all_at_once()
    {
        await using var energy = await TariffHost.StartAsync();
        var tariff = TariffHost.Plant();
        tariff.Currency = "euro";
        tariff.TimeZone = "Europe/Nowhere";
        var version = tariff.Versions[0];
        version.Schedules[0].Periods[0].End = "05:00";
        version.Schedules[0].DayTypes.Add("holiday");
        version.DemandCharge.WindowMinutes = 7;
        tariff.Versions.Add(TariffHost.Version("2025-12-31", double.NaN, 1e9));
        tariff.Versions[1].Schedules[0].Periods[1].Start = "6 am";
        tariff.Versions[1].SpecialDays.Add(new TariffSpecialDay { Day = "2026-02-30", DayType = "all" });
        var refused = await EnergyHost.RefusedAsync(() => energy.CreateAsync(tariff));
        Assert.That(refused.Select(f => f.Field), Is.EquivalentTo(new[]
        {
            "tariff.currency", "tariff.time_zone",
            "tariff.versions[0].schedules[0].periods", "tariff.versions[0].schedules[0].day_types[1]", "tariff.versions[0].demand_charge.window_minutes",
            "tariff.versions[1].schedules[0].periods[0].price_per_kwh", "tariff.versions[1].schedules[0].periods[1].price_per_kwh",
            "tariff.versions[1].schedules[0].periods[1].start", "tariff.versions[1].special_days[0].day", "tariff.versions[1].effective_day",
        }));
        Assert.That(refused.Single(f => f.Field.EndsWith("[0].schedules[0].periods", StringComparison.Ordinal)).Description, Is.EqualTo("no period covers 05:00 to 06:00"));
    }

    [Test]
    public async Task A_tariff_becomes_prices_that_are_announced_as_any_other()
    {
        await using var energy = await TariffHost.StartAsync();
        await energy.CreateAsync();
        var prices = energy.Host.Grpc<Prices.PricesClient>();
        await prices.CreatePriceSeriesAsync(new CreatePriceSeriesRequest { PriceSeriesId = "grid", PriceSeries = new PriceSeries { DisplayName = "Grid", Currency = "EUR" } });
        var request = new ApplyTariffRequest { Name = TariffHost.Name, PriceSeries = "priceSeries/grid", StartTime = Spring.ToTimestamp(), EndTime = Spring.AddHours(23).ToTimestamp() };
        Assert.That((await energy.Client.ApplyTariffAsync(request)).Revision, Is.EqualTo(1));
        Assert.That((await energy.Client.ApplyTariffAsync(request)).Revision, Is.EqualTo(1), "the same again changes nothing");

        var steps = (await prices.QueryPricesAsync(new QueryPricesRequest { Name = "priceSeries/grid" })).Steps;
        // 00:00 to 06:00 of this day are five hours; a surcharge of 0.01 is in the price.
        Assert.That(steps.Select(s => (s.EndTime.ToDateTimeOffset() - Spring, Math.Round(s.PricePerMwh, 9))), Is.EqualTo(new[] { (TimeSpan.FromHours(5), 130.0), (TimeSpan.FromHours(21), 370.0), (TimeSpan.FromHours(23), 130.0) }));
        var expanded = await energy.Client.ExpandTariffAsync(new ExpandTariffRequest { Name = TariffHost.Name, StartTime = request.StartTime, EndTime = request.EndTime });
        Assert.That(expanded.Steps.Select(s => (s.Band, s.PricePerKwh, s.Season, s.Version)), Is.EqualTo(new[] { (TariffBand.Valley, 0.12, "year", "2026-01-01"), (TariffBand.Peak, 0.36, "year", "2026-01-01"), (TariffBand.Valley, 0.12, "year", "2026-01-01") }));
    }

    [Test]
    public async Task A_bill_says_what_it_is_made_of_and_what_is_missing()
    {
        await using var energy = await TariffHost.StartAsync();
        await energy.CreateAsync();
        var request = new CalculateBillRequest { Name = TariffHost.Name, StartTime = Spring.ToTimestamp(), EndTime = Spring.AddHours(23).ToTimestamp() };
        for (var at = Spring; at < Spring.AddHours(22); at = at.AddMinutes(15)) request.Intervals.Add(TariffHost.Interval(at, at == Spring.AddHours(6) ? 50 : 10));
        var bill = await energy.Client.CalculateBillAsync(request);
        var part = bill.Parts.Single();
        Assert.That(part.Lines.Select(l => (l.Band, l.EnergyKwh, Math.Round(l.EnergyCost, 9))), Is.EqualTo(new[] { (TariffBand.Peak, 680.0, 244.8), (TariffBand.Valley, 240.0, 28.8) }));
        Assert.That((part.Month, part.MaxDemandKw, part.MaxDemandTime.ToDateTimeOffset(), bill.MissingSeconds), Is.EqualTo(("2026-03", 200.0, Spring.AddHours(6), 3_600L)));
        // March 2026 in Berlin has 743 hours.
        Assert.That(part.DemandCost, Is.EqualTo(200 * 10 * 23 / 743.0).Within(1e-9));
        Assert.That(bill.TotalCost, Is.EqualTo(244.8 + 28.8 + (2_000 * 23 / 743.0) + 9.2).Within(1e-9));
    }

    [Test]
    public async Task What_cannot_be_billed_is_refused_by_field()
    {
        await using var energy = await TariffHost.StartAsync();
        await energy.CreateAsync();
        var hour = TariffHost.Interval(Spring, 10, 60);
        hour.ClearReactiveKvarh();
        Assert.That(await FieldsAsync(hour), Is.EqualTo(new[] { "intervals[0].reactive_kvarh", "intervals[0].end_time" }));
        Assert.That(await FieldsAsync(TariffHost.Interval(Spring, -1), TariffHost.Interval(Spring, double.NaN, -5)), Is.EqualTo(new[] { "intervals[0].energy_kwh", "intervals[1].end_time", "intervals[1].energy_kwh" }));
        Assert.That(await FieldsAsync(TariffHost.Interval(Spring, 1), TariffHost.Interval(Spring.AddMinutes(5), 1)), Is.EqualTo(new[] { "intervals[1].start_time" }));
        Assert.That(await FieldsAsync(TariffHost.Interval(Spring.AddYears(-1), 1)), Is.EqualTo(new[] { "start_time" }));
        Assert.That(await FieldsAsync(), Is.EqualTo(new[] { "intervals" }));

        async Task<IEnumerable<string>> FieldsAsync(params EnergyInterval[] intervals) => (await EnergyHost.RefusedAsync(async () =>
            await energy.Client.CalculateBillAsync(new CalculateBillRequest { Name = TariffHost.Name, Intervals = { intervals } }))).Select(f => f.Field);
    }
}
