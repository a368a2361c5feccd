using FactoryTwin.Services.Energy.Forecasts.Domain;

namespace FactoryTwin.Energy.Tests.Forecasts;

public class ForecasterTests
{
    private static readonly SeriesShape Hours = new(24);

    private static IEnumerable<string> Models => Forecasters.All.Select(f => f.Name);

    [TestCaseSource(nameof(Models))]
    public void What_repeats_by_the_week_is_foretold_exactly(string model)
    {
        var week = Enumerable.Range(0, 168).Select(i => (i * 37 % 101) + (i < 120 ? 50.0 : 0)).ToArray();
        var series = Enumerable.Range(0, 168 * 10).Select(i => week[i % 168]).ToArray();
        var forecast = Of(model).Forecast(series.AsSpan(0, 168 * 9), Hours, 168);
        var errors = forecast.Zip(week, (f, y) => Math.Abs(f - y)).ToList();
        // Days of other weekdays count too in a median, so that a step far from its kind may lose against the majority of them.
        Assert.That(errors.Average(), Is.LessThan(model is "analogue-days" or "combined" ? 30 : 1e-6));
    }

    [Test]
    public void Analogue_days_follow_a_week_whose_workdays_are_alike_exactly()
    {
        var series = Enumerable.Range(0, 168 * 9).Select(i => i % 168 < 120 ? 100.0 + (i % 24) : 10 + (i % 24)).ToArray();
        var forecast = Of("analogue-days").Forecast(series.AsSpan(0, 168 * 8), Hours, 168);
        Assert.That(forecast, Is.EqualTo(series[(168 * 8)..]));
    }

    [TestCaseSource(nameof(Models))]
    public void Nothing_after_the_origin_is_seen(string model)
    {
        var random = new Random(3);
        var series = Noise(random, 168 * 12);
        var plan = new BacktestPlan(24, 24, 5, 4);
        var origin = plan.At(series.Length).ElementAt(4);
        var before = Of(model).Forecast(series.AsSpan(0, origin), Hours, 24);
        for (var i = origin; i < series.Length; i++) series[i] = random.NextDouble() * 1e6;
        Assert.That(Of(model).Forecast(series.AsSpan(0, origin), Hours, 24), Is.EqualTo(before));
    }

    [Test]
    public void Origins_end_with_the_series_and_lie_a_stride_apart()
    {
        var plan = new BacktestPlan(96, 96, 92, 28);
        var origins = plan.At(35_040).ToList();
        Assert.That((origins.Count, origins[28], origins[^1]), Is.EqualTo((120, 26_208, 35_040 - 96)));
        Assert.That(origins.Zip(origins.Skip(1), (a, b) => b - a), Is.All.EqualTo(96));
    }

    [Test]
    public void Intervals_hold_four_outcomes_in_five_of_any_noise([Values(1, 2, 3)] int kind)
    {
        var random = new Random(kind);
        var series = Enumerable.Range(0, 168 * 40).Select(i => kind switch
        {
            1 => 100 + (20 * Math.Sin(i / 24.0 * Math.Tau)) + Normal(random),
            2 => 100 + ((i % 168 < 120 ? 30 : 2) * Normal(random)),
            _ => 50 * -Math.Log(1 - random.NextDouble()),
        }).ToArray();
        var score = Backtest.Run(Of("analogue-days"), series, Hours, new BacktestPlan(24, 24, 150, 28), default).Score;
        Assert.That(score.Coverage, Is.InRange(0.76, 0.84));
        Assert.That(Math.Abs(score.Bias), Is.LessThan(kind == 3 ? 25 : 3));
    }

    [Test]
    public void Scores_are_what_their_definitions_say()
    {
        StepForecast[] forecast = [new(8, 10, 12), new(5, 6, 7), new(-1, 0, 3)];
        var score = Score.Of("m", [(forecast, [11, 9, -2])], 4);
        Assert.That((score.Mae, score.Bias, score.Mase), Is.EqualTo((2.0, -2 / 3.0, 0.5)).Using<double>((a, b) => Math.Abs(a - b) < 1e-12));
        Assert.That(score.Rmse, Is.EqualTo(Math.Sqrt(14 / 3.0)).Within(1e-12));
        Assert.That(score.Wape, Is.EqualTo(6 / 22.0).Within(1e-12));
        Assert.That(score.Coverage, Is.EqualTo(1 / 3.0).Within(1e-12));
        // P10: 0.1 x 3, 0.1 x 4, 0.9 x 1; P50: half of 1, 3, 2; P90: 0.1 x 1, 0.9 x 2, 0.1 x 5.
        Assert.That(score.Pinball, Is.EqualTo((0.3 + 0.4 + 0.9 + 0.5 + 1.5 + 1 + 0.1 + 1.8 + 0.5) / 9).Within(1e-12));
        double[] twoWeeks = [.. Enumerable.Range(0, 336).Select(i => i < 168 ? 1.0 : 4.0)];
        Assert.That(Score.Scale(twoWeeks, Hours), Is.EqualTo(3));
    }

    [Test]
    public void A_weighted_quantile_is_that_of_values_repeated_as_often_as_they_weigh()
    {
        var random = new Random(5);
        for (var round = 0; round < 500; round++)
        {
            var values = Enumerable.Range(0, random.Next(1, 12)).Select(_ => (double)random.Next(0, 50)).ToArray();
            var weights = values.Select(_ => (double)random.Next(0, 4)).ToArray();
            if (weights.Sum() == 0) continue;
            var level = random.NextDouble();
            var found = Weighted.Quantile([.. values], [.. weights], level);
            Assert.That(Weighted.Quantile([.. values], weights.Select(w => w * 7).ToArray(), level), Is.EqualTo(found).Within(1e-9));
            var below = values.Zip(weights).Where(v => v.First < found - 1e-9).Sum(v => v.Second);
            var above = values.Zip(weights).Where(v => v.First > found + 1e-9).Sum(v => v.Second);
            // Never more than the level lies wholly below, nor more than the rest wholly above, but for half of the value at the border.
            var most = weights.Max();
            Assert.That(below - (most / 2), Is.LessThanOrEqualTo((level * weights.Sum()) + 1e-9));
            Assert.That(above - (most / 2), Is.LessThanOrEqualTo(((1 - level) * weights.Sum()) + 1e-9));
        }
        Assert.That(Weighted.Quantile([3, 1, 2], 0.5), Is.EqualTo(2));
    }

    [Test]
    public void Missing_values_are_those_of_the_nearest_week()
    {
        var series = Enumerable.Range(0, 168 * 4).Select(i => i * 1.0).ToArray();
        var given = (double[])series.Clone();
        foreach (var i in new[] { 0, 5, 168 + 5, 400, 600 }) given[i] = double.NaN;
        Assert.That(Gaps.Fill(given, Hours), Is.EqualTo(5));
        Assert.That(new[] { given[0], given[5], given[173], given[400], given[600] }, Is.EqualTo(new[] { 168.0, 341, 341, 232, 432 }));
        Assert.That(given.Where((v, i) => i is not (0 or 5 or 173 or 400 or 600) && !v.Equals(series[i])), Is.Empty);
    }

    internal static double[] Noise(Random random, int length) =>
        [.. Enumerable.Range(0, length).Select(i => 100 + (40 * Math.Sin(i / 24.0 * Math.Tau)) + (i % 168 < 120 ? 30 : 0) + (5 * Normal(random)))];

    private static IForecaster Of(string model) => Forecasters.All.First(f => f.Name == model);

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
}
