using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Exact;

namespace FactoryTwin.Scheduler.Tests.Planning;

public class ExactDeciderTests
{
    [Test]
    public void The_optimum_is_that_of_all_strings_enumerated()
    {
        var (optima, idle, surplus) = (0, 0, 0);
        RandomInstances.Check(RandomInstances.Any, instance =>
        {
            var brute = new BruteForce(instance);
            var all = brute.Marked();
            var exact = new ExactDecider().Decide(instance, default);
            Assert.That(exact.IsFeasible, Is.EqualTo(all.Count > 0), exact.InfeasibleReason);
            if (all.Count == 0) return;
            FeasibilityChecker.Check(instance, exact);
            Assert.That(exact.Objective, Is.EqualTo(all.Min(brute.Objective)).Within(1e-9));
            optima++;
            if (exact.Events.Any(e => e.Event.IsIdle)) idle++;
            if (exact.Parts > instance.Automaton.Demand) surplus++;
        }, count: 4_000);
        TestContext.Out.WriteLine($"{optima} optima, {idle} with idle events, {surplus} with surplus");
        Assert.That(new[] { optima / 10, idle, surplus }, Has.All.GreaterThan(100));
    }

    [Test]
    public void No_decider_beats_it() => RandomInstances.Check(RandomInstances.Any, instance =>
    {
        var exact = new ExactDecider().Decide(instance, default);
        if (!exact.IsFeasible) return;
        foreach (var other in new[] { new BenchmarkDecider().Decide(instance, default), new LookAheadDecider(1).Decide(instance, default), new LookAheadDecider(5).Decide(instance, default) })
            Assert.That(other.Objective, Is.GreaterThanOrEqualTo(exact.Objective - 1e-9));
    }, count: 1_000);

    [Test]
    public void The_same_instance_gives_the_same_schedule_again() => RandomInstances.Check(RandomInstances.Any, instance =>
    {
        var (first, second) = (new ExactDecider().Decide(instance, default), new ExactDecider().Decide(instance, default));
        Assert.That(second.Events, Is.EqualTo(first.Events));
    });

    [Test]
    public void With_flat_prices_and_no_idle_power_the_work_is_done_without_a_pause()
    {
        var model = new BatchModel([new(0, TimeSpan.FromMinutes(5), 0), new(1, TimeSpan.FromMinutes(25), 0.8), new(2, TimeSpan.FromMinutes(25), 1.3)], 0, 0, allowConsecutiveIdle: true);
        var exact = new ExactDecider().Decide(PaperCase.Instance([50, 50, 50, 50, 50, 50, 50], model), default);
        Assert.That(exact.Events.Select(e => e.Event.Parts), Is.EqualTo(new[] { 2, 2, 2, 2, 2 }));
    }

    [Test]
    public void Durations_without_a_common_measure_are_taken_as_they_are()
    {
        BatchEvent[] odd = [new(0, TimeSpan.FromTicks(1_234_567_891), 0.05), new(1, TimeSpan.FromTicks(9_876_543_211), 0.8), new(2, TimeSpan.FromTicks(15_432_198_767), 1.3)];
        var instance = PaperCase.Instance(PaperCase.EveningPeak, new BatchModel(odd, 1, 1, allowConsecutiveIdle: false));
        var exact = new ExactDecider().Decide(instance, default);
        FeasibilityChecker.Check(instance, exact);
        Assert.That(exact.Objective, Is.LessThanOrEqualTo(new LookAheadDecider(12).Decide(instance, default).Objective));
    }

    [Test]
    public void An_instance_beyond_the_limits_is_refused_with_the_limit()
    {
        var instance = PaperCase.Instance(PaperCase.EveningPeak);
        Assert.That(new ExactDecider().TooLarge(instance), Is.Null);
        foreach (var (limits, what) in new (ExactLimits, string)[]
                 { (new(10, 1_000_000, 1_000_000), "10 start times"), (new(1_000, 100, 1_000_000), "100 that are taken"), (new(1_000, 1_000_000, 200), "200 that are taken") })
        {
            var decider = new ExactDecider { Limits = limits };
            Assert.That(decider.TooLarge(instance), Does.Contain(what));
            Assert.That(() => decider.Decide(instance, default), Throws.TypeOf<InstanceTooLargeException>());
        }
    }
}
