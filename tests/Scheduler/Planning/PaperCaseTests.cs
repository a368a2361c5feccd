using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.Scheduler.Tests.Planning;

public class PaperCaseTests
{
    private static IEnumerable<double[]> Days => [PaperCase.EveningPeak, PaperCase.MorningFall, PaperCase.NoonValley];

    [TestCaseSource(nameof(Days))]
    public void The_look_ahead_schedule_costs_less_than_the_benchmark(double[] hourly)
    {
        var instance = PaperCase.Instance(hourly);
        var benchmark = new BenchmarkDecider().Decide(instance, default);
        var lookAhead = new LookAheadDecider().Decide(instance, default);
        FeasibilityChecker.Check(instance, benchmark);
        FeasibilityChecker.Check(instance, lookAhead);
        Assert.That(lookAhead.EnergyCost, Is.LessThan(benchmark.EnergyCost));
        TestContext.Out.WriteLine($"look-ahead {lookAhead.EnergyCost:F3}, benchmark {benchmark.EnergyCost:F3}: saves {100 * (1 - (lookAhead.EnergyCost / benchmark.EnergyCost)):F2} %");
    }

    [Test]
    public void The_benchmark_makes_largest_batches_back_to_back()
    {
        var benchmark = new BenchmarkDecider().Decide(PaperCase.Instance(PaperCase.EveningPeak), default);
        Assert.That(benchmark.Events.Select(e => e.Event.Parts), Is.EqualTo(new[] { 2, 2, 2, 2, 2 }));
    }

    [Test]
    public void With_flat_prices_there_is_nothing_to_gain()
    {
        var instance = PaperCase.Instance([50, 50, 50, 50, 50, 50, 50]);
        Assert.That(new LookAheadDecider().Decide(instance, default).Events, Is.EqualTo(new BenchmarkDecider().Decide(instance, default).Events));
    }

    [Test]
    public void A_dear_hour_is_avoided_where_the_due_dates_leave_room()
    {
        var waits = new BatchModel(PaperCase.Model.Sizes, 0, 0, allowConsecutiveIdle: true);
        var instance = PaperCase.Instance([20, 20, 900, 20, 20, 20, 20], waits);
        var lookAhead = new LookAheadDecider(12).Decide(instance, default);
        var benchmark = new BenchmarkDecider().Decide(instance, default);
        Assert.That(lookAhead.EnergyCost, Is.LessThan(benchmark.EnergyCost * 0.7));
    }
}
