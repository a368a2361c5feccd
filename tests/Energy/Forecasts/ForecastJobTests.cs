using FactoryTwin.Energy.Tests.Balances;
using FactoryTwin.Energy.Tests.Pricing;
using FactoryTwin.Energy.V1;
using FactoryTwin.Events;
using FactoryTwin.Services.Energy.Forecasts;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Energy.Tests.Forecasts;

public class ForecastJobTests
{
    private const int Days = 42;
    private static readonly Duration HourGap = new() { Seconds = 3_600 };

    [Test]
    public async Task A_load_is_published_once_an_origin_and_withheld_where_readings_lack()
    {
        await using var energy = await BalanceHost.StartAsync();
        var client = Client(energy);
        var load = ForecasterTests.Noise(new Random(3), 24 * (Days + 3));
        await energy.Meters.CreateMeterAsync(new CreateMeterRequest { MeterId = "load", Meter = new Meter { DisplayName = "Load", Carrier = "electricity", Unit = "kWh", Kind = MeterKind.Interval, MaxGap = HourGap } });
        await CountAsync(energy, load, 0, 24 * Days);
        var job = await client.CreateForecastJobAsync(new CreateForecastJobRequest { ForecastJobId = "load", ForecastJob = new ForecastJob { DisplayName = "Load", Meter = "meters/load", HistoryDays = 60, Plan = new ForecastPlan { Origins = 7 } } });
        await LookAsync(energy, Days);
        Assert.That((await client.QueryLastForecastAsync(new QueryLastForecastRequest { Name = job.Name })).WithheldReason, Is.Empty);
        await LookAsync(energy, Days + 0.5);
        await energy.Host.RestartAsync();
        await LookAsync(energy, Days + 0.9);
        // The next day half of its readings never come; the day after it all do.
        await CountAsync(energy, load, 24 * Days, 12);
        await LookAsync(energy, Days + 1);
        var withheld = await Client(energy).QueryLastForecastAsync(new QueryLastForecastRequest { Name = job.Name });
        Assert.That((Day(withheld.OriginTime), Day(withheld.TriedTime), withheld.WithheldReason), Is.EqualTo((Days, Days + 1, "12 of 24 values of the last day are missing")));
        await CountAsync(energy, load, 24 * (Days + 1), 24);
        await LookAsync(energy, Days + 2);

        var heard = await Heard.OfAsync(energy.Host, "energy.forecasts", 2);
        Assert.That(heard.Select(h => (h.Event.Key, h.Event.Type, Day(h.Event.Payload<ForecastPublished>().OriginTime))), Is.EqualTo(new[] { Days, Days + 2 }.Select(d => (job.Name, ForecastPublished.Descriptor.FullName, d))));
        var published = heard[0].Event.Payload<ForecastPublished>();
        Assert.That((published.Meter, published.PriceSeries, published.Forecast.Publishable, published.Forecast.Unit, published.Forecast.Steps.Count), Is.EqualTo(("meters/load", "", true, "kWh", 24)));
        var asked = await Forecasts(energy).ForecastLoadAsync(new ForecastLoadRequest { Name = "meters/load", OriginTime = BalanceHost.T0.AddDays(Days).ToTimestamp(), HistoryDays = 60, Plan = job.Plan });
        Assert.That(asked, Is.EqualTo(published.Forecast), "the same by a call, whatever was read later");
        Assert.That((await Client(energy).QueryLastForecastAsync(new QueryLastForecastRequest { Name = job.Name })).WithheldReason, Is.Empty);
        await Client(energy).DeleteForecastJobAsync(new DeleteForecastJobRequest { Name = job.Name });
        await EnergyHost.RefusedAsync(async () => await Client(energy).QueryLastForecastAsync(new QueryLastForecastRequest { Name = job.Name }), StatusCode.NotFound);
    }

    [Test]
    public async Task Prices_are_published_from_where_they_end_and_not_what_cannot_be_relied_on()
    {
        await using var energy = await BalanceHost.StartAsync();
        var (client, prices) = (Client(energy), energy.Host.Grpc<Prices.PricesClient>());
        await prices.CreatePriceSeriesAsync(EnergyHost.NewSeries("north"));
        await client.CreateForecastJobAsync(new CreateForecastJobRequest { ForecastJobId = "north", ForecastJob = new ForecastJob { DisplayName = "North", PriceSeries = EnergyHost.Series, Plan = new ForecastPlan { Origins = 7 } } });
        await LookAsync(energy, 1);
        Assert.That(await LastAsync(energy), Is.EqualTo(new LastForecast { ForecastJob = "forecastJobs/north" }), "there are no prices: nothing to try");
        var values = ForecasterTests.Noise(new Random(4), 24 * 40);
        await SetAsync(0, 10);
        await LookAsync(energy, 1);
        Assert.That((await LastAsync(energy)).WithheldReason, Does.Contain("240 steps are too few"));
        await SetAsync(10, 40);
        await LookAsync(energy, 1);
        await LookAsync(energy, 2);
        var last = await LastAsync(energy);
        Assert.That((last.WithheldReason, Day(last.OriginTime), last.Forecast.Unit, last.Forecast.Steps.Count), Is.EqualTo(("", 40, "USD/MWh", 24)));
        // A week at one price, as never before: no model is better than "as a week before", and nothing is published of it.
        await prices.SetPricesAsync(new SetPricesRequest { Name = EnergyHost.Series, Steps = { Enumerable.Range(0, 14 * 24).Select(h => EnergyHost.Step((24 * 40) + h, (24 * 40) + h + 1, h % 5 == 0 ? 9_000 : -9_000)) } });
        await LookAsync(energy, 3);
        var withheld = await LastAsync(energy);
        Assert.That((Day(withheld.TriedTime), Day(withheld.OriginTime)), Is.EqualTo((54, 40)), withheld.WithheldReason);
        Assert.That(withheld.WithheldReason, Does.StartWith("MASE "));
        Assert.That(await Heard.OfAsync(energy.Host, "energy.forecasts", 1), Has.Count.EqualTo(1));

        async Task SetAsync(int first, int end) => await prices.SetPricesAsync(new SetPricesRequest { Name = EnergyHost.Series, Steps = { Enumerable.Range(24 * first, 24 * (end - first)).Select(h => EnergyHost.Step(h, h + 1, values[h])) } });
    }

    [Test]
    public async Task What_a_job_lacks_is_told_by_field()
    {
        await using var energy = await BalanceHost.StartAsync();
        var wrong = new ForecastJob { PriceSeries = "north", Meter = "meters/main", Step = new Duration { Seconds = 1_000 }, HistoryDays = 3, Plan = new ForecastPlan { Model = "guess" }, Interval = new Duration { Seconds = 5_000 } };
        var refused = await EnergyHost.RefusedAsync(async () => await Client(energy).CreateForecastJobAsync(new CreateForecastJobRequest { ForecastJobId = "x", ForecastJob = wrong }));
        Assert.That(refused.Select(f => f.Field["forecast_job.".Length..]), Is.EqualTo(new[] { "display_name", "price_series", "meter", "step", "history_days", "plan.model", "interval" }));
        refused = await EnergyHost.RefusedAsync(async () => await Client(energy).CreateForecastJobAsync(new CreateForecastJobRequest { ForecastJobId = "x", ForecastJob = new ForecastJob { DisplayName = "x", Meter = "meters/none" } }));
        Assert.That(refused.Single(), Is.EqualTo(("forecast_job.meter", "there is no 'meters/none'")));
        Assert.That((await EnergyHost.RefusedAsync(async () => await Forecasts(energy).ForecastLoadAsync(new ForecastLoadRequest { Name = "meters/main" }))).Single().Description, Is.EqualTo("has no readings that cover a step of this history"));
    }

    private static int Day(Timestamp time) => (int)(time.ToDateTimeOffset() - BalanceHost.T0).TotalDays;

    private static FactoryTwin.Energy.V1.ForecastJobs.ForecastJobsClient Client(BalanceHost energy) => energy.Host.Grpc<FactoryTwin.Energy.V1.ForecastJobs.ForecastJobsClient>();

    private static FactoryTwin.Energy.V1.Forecasts.ForecastsClient Forecasts(BalanceHost energy) => energy.Host.Grpc<FactoryTwin.Energy.V1.Forecasts.ForecastsClient>();

    private static async Task<LastForecast> LastAsync(BalanceHost energy) => await Client(energy).QueryLastForecastAsync(new QueryLastForecastRequest { Name = "forecastJobs/north" });

    private static Task LookAsync(BalanceHost energy, double day) => energy.LookAsync<ForecastPublisher>(BalanceHost.T0.AddDays(day).AddMinutes(5));

    private static async Task CountAsync(BalanceHost energy, double[] load, int first, int count) => await energy.Meters.ImportReadingsAsync(new ImportReadingsRequest
    {
        Name = "meters/load",
        Readings = { Enumerable.Range(first, count).Select(h => (Hour: h + 1, Value: load[h])).Concat(first == 0 ? [(0, 0.0)] : []).Select(r => new MeterReading { ReadTime = BalanceHost.T0.AddHours(r.Hour).ToTimestamp(), Value = r.Value }) },
    });
}
