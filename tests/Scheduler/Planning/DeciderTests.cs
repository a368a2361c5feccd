using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.Scheduler.Tests.Planning;

public class DeciderTests
{
    [Test]
    public void A_schedule_exists_exactly_where_enumeration_finds_a_string() => RandomInstances.Check(RandomInstances.Any, instance =>
    {
        var exists = new BruteForce(instance).Marked().Count > 0;
        foreach (var schedule in All(instance))
        {
            Assert.That(schedule.IsFeasible, Is.EqualTo(exists), schedule.InfeasibleReason);
            Assert.That(schedule.InfeasibleReason, exists ? Is.Empty : Is.Not.Empty);
        }
    });

    [Test]
    public void The_random_instances_hold_enough_of_each_kind()
    {
        var (feasible, not, saves) = (0, 0, 0);
        RandomInstances.Check(RandomInstances.Any, instance =>
        {
            var (benchmark, lookAhead) = (new BenchmarkDecider().Decide(instance, default), new LookAheadDecider(3).Decide(instance, default));
            if (lookAhead.Events.Count > 1) feasible++;
            if (!lookAhead.IsFeasible) not++;
            if (lookAhead.Objective < benchmark.Objective - 1e-6) saves++;
        });
        TestContext.Out.WriteLine($"{feasible} with events, {not} infeasible, {saves} where looking ahead pays");
        Assert.That(new[] { feasible / 3, not, saves }, Has.All.GreaterThan(20));
    }

    [Test]
    public void Every_schedule_passes_the_independent_checker() => RandomInstances.Check(RandomInstances.Any, instance =>
    {
        foreach (var schedule in All(instance).Where(s => s.IsFeasible)) FeasibilityChecker.Check(instance, schedule);
    });

    [Test]
    public void No_schedule_beats_the_best_of_all_strings() => RandomInstances.Check(RandomInstances.Any, instance =>
    {
        var brute = new BruteForce(instance);
        foreach (var schedule in All(instance).Where(s => s.IsFeasible))
        {
            Assert.That(schedule.Objective, Is.GreaterThanOrEqualTo(brute.Marked().Min(brute.Objective) - 1e-9));
        }
    });

    [Test]
    public void A_window_as_long_as_the_longest_string_finds_the_best_of_all_strings() => RandomInstances.Check(RandomInstances.Any, instance =>
    {
        var brute = new BruteForce(instance);
        var all = brute.Marked();
        if (all.Count == 0 || all.Max(f => f.String.Count) > LookAheadDecider.MaxWindow) return;
        var schedule = new LookAheadDecider(LookAheadDecider.MaxWindow).Decide(instance, default);
        Assert.That(schedule.Objective, Is.EqualTo(all.Min(brute.Objective)).Within(1e-9));
    });

    [Test]
    public void The_look_ahead_never_costs_more_than_the_benchmark() => RandomInstances.Check(RandomInstances.Any, instance =>
    {
        var benchmark = new BenchmarkDecider().Decide(instance, default);
        if (!benchmark.IsFeasible) return;
        for (var window = 1; window <= 4; window++)
        {
            Assert.That(new LookAheadDecider(window).Decide(instance, default).Objective, Is.LessThanOrEqualTo(benchmark.Objective + 1e-9), $"window {window}");
            var cut = new LookAheadDecider(4) { MaxNodes = 20 * window }.Decide(instance, default);
            Assert.That(cut.Objective, Is.LessThanOrEqualTo(benchmark.Objective + 1e-9), "with a window cut short");
        }
    });

    [Test]
    public void A_decision_costs_what_the_cheapest_enumerated_path_costs() => RandomInstances.Check(RandomInstances.Any, instance =>
    {
        var reachability = new Reachability(instance.Automaton);
        if (Infeasibility.Explain(instance, reachability) is not null) return;
        for (var window = 1; window <= 4; window++)
        {
            var tree = new LookAheadTree(instance, reachability, new AverageCost(instance.Automaton));
            var (first, value) = tree.Choose(new ScheduleBuilder(instance), window, long.MaxValue / 2, default);
            var twin = PlainTree(instance, window);
            Assert.That(value, Is.EqualTo(twin.Min(p => p.Value)).Within(1e-9));
            Assert.That(twin.Where(p => p.Value <= value + 1e-9 || double.IsInfinity(value)).Select(p => p.First), Does.Contain(first.Event?.Parts ?? -1));
        }
    });

    [Test]
    public void The_same_instance_gives_the_same_schedule_again() => RandomInstances.Check(RandomInstances.Any, instance =>
    {
        var (first, second) = (new LookAheadDecider(4).Decide(instance, default), new LookAheadDecider(4).Decide(instance, default));
        Assert.That(second.Events, Is.EqualTo(first.Events));
    });

    [Test]
    public void A_decision_that_may_open_few_nodes_shrinks_its_window_and_says_so()
    {
        var instance = PaperCase.Instance(PaperCase.EveningPeak);
        var schedule = new LookAheadDecider(12) { MaxNodes = 600 }.Decide(instance, default);
        Assert.That(schedule.Window, Is.InRange(1, 11));
        FeasibilityChecker.Check(instance, schedule);
    }

    private static IEnumerable<Schedule> All(PlanningInstance instance) =>
        [new BenchmarkDecider().Decide(instance, default), .. new[] { 1, 2, 5 }.Select(n => new LookAheadDecider(n).Decide(instance, default))];

    /// <summary>Leaves of the tree by enumeration: whole windows and strings that end in Xm, as far as Xm can be reached from them at all.</summary>
    private static List<(int First, double Value)> PlainTree(PlanningInstance instance, int window)
    {
        var brute = new BruteForce(instance);
        var value = new AverageCost(instance.Automaton);
        var complete = brute.Marked().Select(f => string.Join(' ', f.String) + ' ').ToList();
        return [.. brute.Strings(window)
            .Where(f => f.String.Count == window || instance.Automaton.IsMarked(f.Parts))
            .Where(f => f.String.Count == 0 || complete.Exists(c => c.StartsWith(string.Join(' ', f.String) + ' ', StringComparison.Ordinal)))
            .Select(f => (f.String.Count == 0 ? -1 : f.String[0], value.Of(new Leaf(0, f.Parts, 0, f.Parts - instance.Automaton.InitialState, f.Cost))))];
    }
}
