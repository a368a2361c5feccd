using FactoryTwin.Energy.Tests.Pricing;
using FactoryTwin.Energy.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Energy.Tests.Forecasts;

public class ForecastsServiceTests
{
    private static readonly Duration Hour = new() { Seconds = 3_600 };

    [Test]
    public async Task A_series_is_forecast_by_the_model_that_was_best_in_its_back_test()
    {
        await using var energy = await EnergyHost.StartAsync();
        var client = energy.Host.Grpc<FactoryTwin.Energy.V1.Forecasts.ForecastsClient>();
        var values = ForecasterTests.Noise(new Random(1), 168 * 12);
        var request = new CalculateForecastRequest { StartTime = EnergyHost.T0.ToTimestamp(), Step = Hour, Unit = "kWh", Values = { values } };
        request.Values[100] = double.NaN;
        var forecast = await client.CalculateForecastAsync(request);
        Assert.That(forecast.Steps, Has.Count.EqualTo(24));
        Assert.That(forecast.Steps[0].StartTime.ToDateTimeOffset(), Is.EqualTo(EnergyHost.T0.AddHours(168 * 12)));
        Assert.That(forecast.Steps.All(s => s.Low < s.Value && s.Value < s.High && s.EndTime.Seconds - s.StartTime.Seconds == 3_600), Is.True);
        Assert.That(forecast.Scores.Select(s => s.Model), Is.EqualTo(new[] { "seasonal-naive", "analogue-days", "double-seasonal", "combined" }));
        Assert.That(forecast.Model, Is.EqualTo(forecast.Scores.MinBy(s => s.Mae)!.Model));
        Assert.That((forecast.FilledValues, forecast.Publishable, forecast.Unit, forecast.Scores[0].Origins), Is.EqualTo((1, true, "kWh", 28)));
        Assert.That(forecast.Scores.Single(s => s.Model == forecast.Model).Mase, Is.LessThan(0.9));

        request.Plan = new ForecastPlan { Model = "seasonal-naive", HorizonSteps = 168, Origins = 3 };
        var naive = await client.CalculateForecastAsync(request);
        Assert.That(naive.Steps.Select(s => s.Value), Is.EqualTo(values[^168..]));
        for (var i = 0; i < 400; i++) request.Values[i] = double.NaN;
        Assert.That((await client.CalculateForecastAsync(request)).Publishable, Is.False, "a fifth of the history is missing");
    }

    [Test]
    public async Task Prices_are_forecast_from_what_is_stored_before_the_origin()
    {
        await using var energy = await EnergyHost.StartAsync();
        var client = energy.Host.Grpc<FactoryTwin.Energy.V1.Forecasts.ForecastsClient>();
        var prices = ForecasterTests.Noise(new Random(2), 24 * 60);
        await energy.Client.SetPricesAsync(new SetPricesRequest { Name = EnergyHost.Series, Steps = { prices.Select((p, h) => EnergyHost.Step(h, h + 1, p)) } });
        var request = new ForecastPricesRequest { Name = EnergyHost.Series, OriginTime = EnergyHost.T0.AddDays(50).ToTimestamp() };
        var forecast = await client.ForecastPricesAsync(request);
        Assert.That((forecast.Unit, forecast.Steps[0].StartTime.ToDateTimeOffset(), forecast.Publishable), Is.EqualTo(("USD/MWh", EnergyHost.T0.AddDays(50), true)));
        await energy.Client.SetPricesAsync(new SetPricesRequest { Name = EnergyHost.Series, Steps = { EnergyHost.Step(50 * 24, 60 * 24, 5_000) } });
        Assert.That(await client.ForecastPricesAsync(request), Is.EqualTo(forecast), "later prices change nothing");
        Assert.That((await EnergyHost.RefusedAsync(async () => await client.ForecastPricesAsync(
            new ForecastPricesRequest { Name = EnergyHost.Series, OriginTime = EnergyHost.T0.AddDays(10).ToTimestamp() }))).Single(), Is.EqualTo(("history_days", "240 steps are too few: this forecast and its back-test need 552")));
        await EnergyHost.RefusedAsync(async () => await client.ForecastPricesAsync(new ForecastPricesRequest { Name = "priceSeries/none" }), StatusCode.NotFound);
    }

    [Test]
    public async Task Faults_are_told_by_field_all_at_once()
    {
        await using var energy = await EnergyHost.StartAsync();
        var client = energy.Host.Grpc<FactoryTwin.Energy.V1.Forecasts.ForecastsClient>();
        var request = new CalculateForecastRequest { Step = new Duration { Seconds = 7_000 }, Values = { 1, double.PositiveInfinity }, Plan = new ForecastPlan { HorizonSteps = -1, Origins = 1_000, Model = "guess" } };
        var refused = await EnergyHost.RefusedAsync(async () => await client.CalculateForecastAsync(request));
        Assert.That(refused.Select(f => f.Field), Is.EquivalentTo(new[] { "start_time", "step", "values[1]", "plan.horizon_steps", "plan.origins", "plan.model" }));
        refused = await EnergyHost.RefusedAsync(async () => await client.CalculateForecastAsync(
            new CalculateForecastRequest { StartTime = EnergyHost.T0.ToTimestamp(), Step = Hour, Values = { Enumerable.Repeat(1.0, 500) } }));
        Assert.That(refused.Select(f => f.Field), Is.EqualTo(new[] { "values" }));
    }
}
