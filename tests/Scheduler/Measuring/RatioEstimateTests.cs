using FactoryTwin.Services.Scheduler.Measuring.Domain;

namespace FactoryTwin.Scheduler.Tests.Measuring;

/// <summary>The estimator against its definition worked out anew from the whole history, and against what it is for: noise, outliers, drift, steps.</summary>
public class RatioEstimateTests
{
    private static readonly DateTimeOffset T0 = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public void Every_step_is_what_the_definition_gives_from_the_whole_history()
    {
        var changes = 0;
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var (estimate, history) = (new RatioEstimate(), new List<double>());
            for (var n = 0; n < 120; n++)
            {
                var ratio = Math.Exp((n > 60 && seed % 2 == 0 ? 0.2 : 0) + (0.04 * Normal(random)) + (random.Next(20) == 0 ? 1.5 : 0));
                estimate = estimate.Take(ratio, T0.AddHours(n));
                history.Add(Math.Log(ratio));
                var (level, spread, change) = FromHistory(history);
                Assert.That(estimate.Level, Is.EqualTo(level).Within(1e-12), $"seed {seed}, batch {n}");
                Assert.That(estimate.Spread, Is.EqualTo(spread).Within(1e-12));
                Assert.That(estimate.ChangedAt, Is.EqualTo(change is { } c ? T0.AddHours(c) : (DateTimeOffset?)null));
            }
            if (estimate.ChangedAt is not null) changes++;
        }
        Assert.That(changes, Is.GreaterThan(20), "or change points were never looked at");
    }

    [Test]
    public void Noise_about_a_level_leads_to_it_and_rarely_to_a_change_point()
    {
        var (worst, alarms) = (0.0, 0);
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var (estimate, level) = (new RatioEstimate(), 0.8 + (0.4 * random.NextDouble()));
            for (var n = 0; n < 200; n++)
            {
                var before = estimate.ChangedAt;
                estimate = estimate.Take(level * Math.Exp(0.03 * Normal(random)), T0.AddHours(n));
                if (estimate.ChangedAt != before) alarms++;
            }
            worst = Math.Max(worst, Math.Abs((estimate.Ratio / level) - 1));
        }
        TestContext.Out.WriteLine($"worst off by {worst:P1}, {alarms} false alarms in 40,000 batches");
        Assert.That((worst < 0.05, alarms < 200), Is.EqualTo((true, true)));
    }

    [Test]
    public void An_outlier_moves_it_no_further_than_three_deviations_would()
    {
        var estimate = Enumerable.Range(0, 30).Aggregate(new RatioEstimate(), (e, n) => e.Take(n % 2 == 0 ? 1.02 : 0.98, T0.AddHours(n)));
        var after = estimate.Take(9, T0.AddHours(30));
        Assert.That(after.Level - estimate.Level, Is.EqualTo(3 * 0.15 * estimate.Spread).Within(1e-12));
        Assert.That(() => estimate.Take(11, T0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => estimate.Take(double.NaN, T0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_step_is_a_change_point_within_some_batches_and_a_slow_drift_is_followed()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var estimate = new RatioEstimate();
            for (var n = 0; n < 40; n++) estimate = estimate.Take(Math.Exp(0.02 * Normal(random)), T0.AddHours(n));
            var taken = 0;
            while (estimate.ChangedAt is null || estimate.ChangedAt < T0.AddHours(40)) estimate = estimate.Take(1.15 * Math.Exp(0.02 * Normal(random)), T0.AddHours(40 + taken++));
            Assert.That(taken, Is.LessThanOrEqualTo(6), $"seed {seed}");
            for (var n = 0; n < 20; n++) estimate = estimate.Take(1.15 * Math.Exp(0.02 * Normal(random)), T0.AddHours(60 + n));
            Assert.That(estimate.Ratio, Is.EqualTo(1.15).Within(0.04), $"seed {seed}");

            var drifting = new RatioEstimate();
            for (var n = 0; n < 200; n++) drifting = drifting.Take(Math.Exp((0.001 * n) + (0.02 * Normal(random))), T0.AddHours(n));
            Assert.That(drifting.Level, Is.EqualTo(0.2).Within(0.05), $"seed {seed}");
        }
    }

    [Test]
    public void It_is_bounded_and_planned_with_only_while_it_is_good()
    {
        var slow = Enumerable.Range(0, 60).Aggregate(new RatioEstimate(), (e, n) => e.Take(6, T0.AddHours(n)));
        Assert.That(slow.Ratio, Is.EqualTo(2).Within(1e-9));
        var now = T0.AddHours(20);
        Assert.That(new RatioEstimate().Take(1.2, now).QualityAt(now), Is.EqualTo(EstimateQuality.Few));
        var good = Enumerable.Range(0, 20).Aggregate(new RatioEstimate(), (e, n) => e.Take(n % 2 == 0 ? 1.21 : 1.19, T0.AddHours(n)));
        Assert.That((good.QualityAt(now), good.PlannedAt(now)), Is.EqualTo((EstimateQuality.Good, good.Ratio)));
        Assert.That((good.QualityAt(now.AddDays(15)), good.PlannedAt(now.AddDays(15))), Is.EqualTo((EstimateQuality.Old, 1.0)));
        var wild = Enumerable.Range(0, 200).Aggregate(new RatioEstimate(), (e, n) => e.Take(n % 2 == 0 ? 1.8 : 0.6, T0.AddHours(n)));
        Assert.That((wild.QualityAt(T0.AddHours(200)), wild.PlannedAt(T0.AddHours(200))), Is.EqualTo((EstimateQuality.Scattered, 1.0)));
        var near = Enumerable.Range(0, 20).Aggregate(new RatioEstimate(), (e, n) => e.Take(1.01, T0.AddHours(n)));
        Assert.That(near.PlannedAt(now), Is.EqualTo(1), "within two percent");
    }

    /// <summary>
    /// From the definition: the recursion run over the history from its beginning; CUSUM not as a recursion but as the largest sum of any run of
    /// innovations that ends now, which is what it is.
    /// </summary>
    private static (double Level, double Spread, int? Change) FromHistory(List<double> history)
    {
        var (level, spread, since, count) = (0.0, 0.05, 0, 0);
        int? change = null;
        var z = new List<double>();
        for (var n = 0; n < history.Count; n++)
        {
            var innovation = Math.Max(-3, Math.Min(3, (history[n] - level) / spread));
            z.Add(innovation);
            bool Far(double sign) => Enumerable.Range(since, n - since + 1).Any(j => z.Skip(j).Sum(v => (sign * v) - 0.5) > 5);
            if (count >= 5 && (Far(1) || Far(-1)))
            {
                (level, count, since, change) = (Math.Max(-Math.Log(2), Math.Min(Math.Log(2), history.Skip(n - 4).Take(5).Order().ElementAt(2))), 5, n + 1, n);
                continue;
            }
            count++;
            level = count == 1 ? history[n] : level + (Math.Max(1.0 / count, 0.15) * spread * innovation);
            level = Math.Max(-Math.Log(2), Math.Min(Math.Log(2), level));
            if (count > 1) spread = Math.Max(0.005, spread * (1 + (Math.Max(1.0 / (count + 1), 0.1) * (Math.Abs(innovation) - 0.8))));
            if (count <= 5) since = n + 1;
        }
        return (level, spread, change);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
