using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FactoryTwin.Energy.V1;
using FactoryTwin.Events;
using FactoryTwin.Testing;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FactoryTwin.Energy.Tests.Pricing;

public class PricesServiceTests
{
    private static readonly DateTimeOffset T0 = EnergyHost.T0;

    [Test]
    public async Task A_year_of_hours_reads_back_equal_page_by_page()
    {
        await using var energy = await EnergyHost.StartAsync();
        var csv = new StringBuilder("start_time,price\n");
        for (var h = 0; h < 8_760; h++) csv.Append($"{T0.AddHours(h):yyyy-MM-ddTHH:mm:ssZ},{Price(h)}\n");
        var answer = await energy.ImportAsync(csv.ToString());
        Assert.That((answer.ChangedSteps, answer.UnchangedSteps, answer.Revision), Is.EqualTo((8_760, 0, 1L)));

        var expected = Enumerable.Range(0, 8_760).Select(h => EnergyHost.Step(h, h + 1, Price(h)));
        Assert.That(await energy.QueryAsync(pageSize: 999), Is.EqualTo(expected));
        Assert.That(await energy.QueryAsync(), Is.EqualTo(expected));

        var again = await energy.ImportAsync(csv.ToString());
        Assert.That((again.ChangedSteps, again.UnchangedSteps, again.Revision), Is.EqualTo((0, 8_760, 1L)));

        static double Price(int hour) => Math.Round(40 + (30 * Math.Sin(hour / 24.0)) + (hour % 7), 2);
    }

    [Test]
    public async Task A_query_is_cut_to_its_interval_and_shows_gaps_as_gaps()
    {
        await using var energy = await EnergyHost.StartAsync();
        await SetAsync(energy, EnergyHost.Step(0, 30, 10), EnergyHost.Step(40, 41.5, -2.5));
        Assert.That(await energy.QueryAsync(T0.AddHours(5), T0.AddHours(41)), Is.EqualTo(new[] { EnergyHost.Step(5, 30, 10), EnergyHost.Step(40, 41, -2.5) }));
        Assert.That(await energy.QueryAsync(T0.AddHours(30), T0.AddHours(40)), Is.Empty);
        Assert.That(await energy.QueryAsync(T0.AddHours(5), T0.AddHours(41), pageSize: 1), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_step_over_several_days_comes_back_as_one()
    {
        await using var energy = await EnergyHost.StartAsync();
        await SetAsync(energy, EnergyHost.Step(6, 24 * 90, 55));
        Assert.That(await energy.QueryAsync(), Is.EqualTo(new[] { EnergyHost.Step(6, 24 * 90, 55) }));
        await SetAsync(energy, EnergyHost.Step(30, 31, 99));
        Assert.That(await energy.QueryAsync(), Is.EqualTo(new[] { EnergyHost.Step(6, 30, 55), EnergyHost.Step(30, 31, 99), EnergyHost.Step(31, 24 * 90, 55) }));
        Assert.That(await energy.QueryAsync(pageSize: 1), Has.Count.EqualTo(3));
    }

    [Test]
    public async Task A_write_replaces_what_it_overlaps_and_raises_the_revision_only_if_it_changes_something()
    {
        await using var energy = await EnergyHost.StartAsync();
        await SetAsync(energy, EnergyHost.Step(0, 4, 10));
        var changed = await SetAsync(energy, EnergyHost.Step(1, 2, 20), EnergyHost.Step(2, 3, 10));
        Assert.That((changed.ChangedSteps, changed.UnchangedSteps, changed.Revision), Is.EqualTo((1, 1, 2L)));
        Assert.That((await SetAsync(energy, EnergyHost.Step(1, 2, 20))).Revision, Is.EqualTo(2));
        Assert.That(await energy.QueryAsync(), Is.EqualTo(new[] { EnergyHost.Step(0, 1, 10), EnergyHost.Step(1, 2, 20), EnergyHost.Step(2, 4, 10) }));
        var series = await energy.Client.GetPriceSeriesAsync(new GetPriceSeriesRequest { Name = EnergyHost.Series });
        Assert.That((series.FirstStartTime.ToDateTimeOffset(), series.LastEndTime.ToDateTimeOffset(), series.Revision), Is.EqualTo((T0, T0.AddHours(4), 2L)));
    }

    [Test]
    public async Task A_file_with_faults_names_every_line_and_changes_nothing()
    {
        await using var energy = await EnergyHost.StartAsync();
        var faults = await EnergyHost.RefusedAsync(() => energy.ImportAsync("start_time,price\n2026-03-01T00:00:00Z,1\n2026-03-01T01:00:00,2\n2026-03-01T02:00:00Z,x\n"));
        Assert.That(faults.Select(f => f.Description[..7]), Is.EqualTo(new[] { "line 3:", "line 4:" }));
        Assert.That(await energy.QueryAsync(), Is.Empty);
    }

    [Test]
    public async Task Faults_are_told_by_field_all_at_once()
    {
        await using var energy = await EnergyHost.StartAsync();
        var created = await EnergyHost.RefusedAsync(async () => await energy.Client.CreatePriceSeriesAsync(
            new CreatePriceSeriesRequest { PriceSeriesId = "-x", PriceSeries = new PriceSeries { Currency = "dollars", TimeZone = "not a zone" } }));
        Assert.That(created.Select(f => f.Field), Is.EqualTo(new[] { "price_series_id", "price_series.display_name", "price_series.currency", "price_series.time_zone" }));

        var set = await EnergyHost.RefusedAsync(() => SetAsync(energy, EnergyHost.Step(0, 2, 1), EnergyHost.Step(1, 3, double.NaN), EnergyHost.Step(5, 4, 1), new PriceStep()));
        Assert.That(set.Select(f => f.Field), Is.EqualTo(new[] { "steps[3].start_time", "steps[3].end_time" }));
        set = await EnergyHost.RefusedAsync(() => SetAsync(energy, EnergyHost.Step(0, 2, 1), EnergyHost.Step(1, 3, double.NaN), EnergyHost.Step(5, 4, 1)));
        Assert.That(set.Select(f => f.Field), Is.EquivalentTo(new[] { "steps[1].price_per_mwh", "steps[1].start_time", "steps[2].end_time" }));

        var query = await EnergyHost.RefusedAsync(() => energy.QueryAsync(T0, T0));
        Assert.That(query.Select(f => f.Field), Is.EqualTo(new[] { "end_time" }));
        Assert.That((await EnergyHost.RefusedAsync(() => energy.ImportAsync("x", "application/json"))).Select(f => f.Field), Is.EqualTo(new[] { "file.content_type" }));
    }

    [Test]
    public async Task An_unknown_series_is_not_found_and_a_taken_name_is_refused()
    {
        await using var energy = await EnergyHost.StartAsync();
        await EnergyHost.RefusedAsync(async () => await energy.Client.GetPriceSeriesAsync(new GetPriceSeriesRequest { Name = "priceSeries/none" }), StatusCode.NotFound);
        await EnergyHost.RefusedAsync(async () => await energy.Client.SetPricesAsync(new SetPricesRequest { Name = "priceSeries/none", Steps = { EnergyHost.Step(0, 1, 1) } }), StatusCode.NotFound);
        await EnergyHost.RefusedAsync(async () => await energy.Client.CreatePriceSeriesAsync(EnergyHost.NewSeries("north")), StatusCode.AlreadyExists);
    }

    [Test]
    public async Task Series_are_listed_by_name_and_filtered()
    {
        await using var energy = await EnergyHost.StartAsync();
        await energy.Client.CreatePriceSeriesAsync(EnergyHost.NewSeries("east"));
        var all = await energy.Client.ListPriceSeriesAsync(new ListPriceSeriesRequest());
        Assert.That(all.PriceSeries.Select(s => s.Name), Is.EqualTo(new[] { "priceSeries/east", EnergyHost.Series }));
        var one = await energy.Client.ListPriceSeriesAsync(new ListPriceSeriesRequest { Filter = "name = \"priceSeries/east\"" });
        Assert.That(one.PriceSeries.Select(s => s.Name), Is.EqualTo(new[] { "priceSeries/east" }));
        await EnergyHost.RefusedAsync(async () => await energy.Client.ListPriceSeriesAsync(new ListPriceSeriesRequest { Filter = "colour = \"red\"" }));
    }

    [Test]
    public async Task A_csv_file_goes_in_by_REST()
    {
        await using var energy = await EnergyHost.StartAsync();
        using var file = new StringContent("start_time,price\n2026-03-01T00:00:00Z,41.5\n2026-03-01T01:00:00Z,39\n");
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var answer = await energy.Host.Rest().PostAsync($"/v1/{EnergyHost.Series}:import", file);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("\"changedSteps\""));
        Assert.That(await energy.QueryAsync(), Is.EqualTo(new[] { EnergyHost.Step(0, 1, 41.5), EnergyHost.Step(1, 2, 39) }));
    }

    [Test]
    public async Task Prices_are_there_after_a_restart()
    {
        await using var energy = await EnergyHost.StartAsync();
        await SetAsync(energy, EnergyHost.Step(0, 4, 10));
        await energy.Host.RestartAsync();
        Assert.That(await energy.QueryAsync(), Is.EqualTo(new[] { EnergyHost.Step(0, 4, 10) }));
    }

    [Test]
    public async Task The_steps_that_changed_and_no_others_are_announced_in_order()
    {
        await using var energy = await EnergyHost.StartAsync();
        await SetAsync(energy, EnergyHost.Step(0, 1, 10), EnergyHost.Step(1, 2, 20));
        await SetAsync(energy, EnergyHost.Step(0, 1, 10), EnergyHost.Step(1, 2, 21));
        await SetAsync(energy, EnergyHost.Step(0, 1, 10));

        var heard = new List<(string Key, PricesChanged Change)>();
        using var stop = new CancellationTokenSource();
        var listening = energy.Host.Services.Services[0].Services.GetRequiredService<IEventSubscriber>().RunAsync(
            new Subscription("energy.prices", "test", (batch, _) =>
            {
                lock (heard) heard.AddRange(batch.Events.Select(e => (e.Event.Key, e.Event.Payload<PricesChanged>())));
                return Task.CompletedTask;
            }),
            stop.Token);
        await SetAsync(energy, EnergyHost.Step(0, 1, 11));
        await Eventually.IsTrueAsync(() => heard.Count >= 3);
        await stop.CancelAsync();
        await listening.ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.That(heard.Select(h => h.Key), Is.All.EqualTo(EnergyHost.Series));
        Assert.That(heard.Select(h => h.Change.Revision), Is.EqualTo(new long[] { 1, 2, 3 }));
        Assert.That(heard[1].Change.Steps, Is.EqualTo(new[] { EnergyHost.Step(1, 2, 21) }));
        Assert.That(heard[2].Change.Steps, Is.EqualTo(new[] { EnergyHost.Step(0, 1, 11) }));
    }

    private static async Task<ImportPricesResponse> SetAsync(EnergyHost energy, params PriceStep[] steps) =>
        await energy.Client.SetPricesAsync(new SetPricesRequest { Name = EnergyHost.Series, Steps = { steps } });
}
