using FactoryTwin.Scheduler.Tests.Planning;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Scenarios;

namespace FactoryTwin.Scheduler.Tests.Scenarios;

/// <summary>Policies under uncertain prices against the best policy there is, by walking all states with all that may be known.</summary>
public class ScenarioTests
{
    private static readonly DateTimeOffset T0 = RandomInstances.T0;

    [Test]
    public void No_policy_beats_foresight_and_planning_anew_lies_between_the_best_policy_and_its_own_bound()
    {
        var (studied, strict, gains) = (0, 0, new List<double>());
        for (var seed = 0; seed < 120; seed++)
        {
            var (instance, scenarios, notice) = Random(seed);
            var costs = ScenarioStudy.Of(instance, scenarios, notice, default);
            Assert.That(costs is null, Is.EqualTo(new BruteForce(instance with { Prices = scenarios[0].Prices }).Marked().Count == 0), $"seed {seed}");
            if (costs is null) continue;
            for (var s = 0; s < scenarios.Count; s++)
            {
                var known = instance with { Prices = scenarios[s].Prices };
                foreach (var schedule in new[] { costs[s].Foresight, costs[s].Fixed, costs[s].Replanned }) FeasibilityChecker.Check(known, schedule);
                Assert.That(costs[s].Fixed.Objective, Is.GreaterThanOrEqualTo(costs[s].Foresight.Objective - 1e-9));
                Assert.That(costs[s].Replanned.Objective, Is.GreaterThanOrEqualTo(costs[s].Foresight.Objective - 1e-9));
            }
            var (foresight, best, once, anew) = (Mean(c => c.Foresight), Best(instance, scenarios, notice), Mean(c => c.Fixed), Mean(c => c.Replanned));
            Assert.That(best, Is.InRange(foresight - 1e-9, Math.Min(once, anew) + 1e-9), $"seed {seed}: the best policy lies between foresight and ours");
            studied++;
            if (anew > foresight + 1e-9) strict++;
            gains.Add(once - anew);

            double Mean(Func<ScenarioCosts, Schedule> policy) => costs.Zip(scenarios, (c, p) => p.Weight * policy(c).Objective).Sum() / scenarios.Sum(p => p.Weight);
        }
        TestContext.Out.WriteLine($"{studied} studied, {strict} where not knowing costs, planning anew saves {gains.Average():F4} on average");
        Assert.That((studied > 60, strict > 10, gains.Average() > 0), Is.EqualTo((true, true, true)));
    }

    [Test]
    public void One_scenario_is_foresight_whatever_is_known()
    {
        var (instance, scenarios, _) = Random(3);
        var costs = ScenarioStudy.Of(instance, scenarios.Take(1).ToList(), TimeSpan.Zero, default)!.Single();
        Assert.That(costs.Replanned.Objective, Is.EqualTo(costs.Foresight.Objective).Within(1e-9));
        Assert.That(costs.Fixed.Objective, Is.EqualTo(costs.Foresight.Objective).Within(1e-9));
    }

    /// <summary>Expected J of the best policy that knows no more than it may: J = E/D, since no surplus is allowed.</summary>
    private static double Best(PlanningInstance instance, IReadOnlyList<PriceScenario> scenarios, TimeSpan notice)
    {
        var (a, total) = (instance.Automaton, scenarios.Sum(s => s.Weight));
        var memo = new Dictionary<(DateTimeOffset, int, int?, string), double>();
        return Walk(a.Start, a.InitialState, instance.PreviousEvent, scenarios) / (total * a.Demand);

        double Walk(DateTimeOffset time, int x, int? before, IReadOnlyList<PriceScenario> possible)
        {
            // What can be told apart by now is; each group goes its own way.
            var groups = possible.GroupBy(s => string.Join(' ', Enumerable.Range(0, (int)Math.Max(0, (time + notice - T0).TotalMinutes)).Select(m => s.Prices.PriceAt(T0.AddMinutes(m))))).ToList();
            return groups.Count > 1 ? groups.Sum(g => Walk(time, x, before, [.. g])) : One(time, x, before, possible);
        }

        double One(DateTimeOffset time, int x, int? before, IReadOnlyList<PriceScenario> possible)
        {
            if (a.DueDates.Ordered.Any(d => d.Time < time && x < d.Parts)) return double.PositiveInfinity;
            var key = (time, x, before, string.Join(',', possible.Select(s => scenarios.ToList().IndexOf(s))));
            if (memo.TryGetValue(key, out var known)) return known;
            var least = x == a.Demand ? 0 : double.PositiveInfinity;
            foreach (var sigma in a.Model.Sizes)
            {
                var end = time + sigma.Duration;
                if (end > a.Horizon || x + sigma.Parts > a.Demand || (before is { } b && a.Model.Forbidden.Contains((b, sigma.Parts)))) continue;
                if (a.DueDates.Ordered.Any(d => d.Time < end && x < d.Parts) || a.DueDates.Ordered.Any(d => d.Time == end && x + sigma.Parts < d.Parts)) continue;
                var now = possible.Sum(s => s.Weight * PricedTimedAutomaton.Cost(sigma, time, s.Prices));
                least = Math.Min(least, now + Walk(end, x + sigma.Parts, sigma.Parts, possible));
            }
            return memo[key] = least;
        }
    }

    private static (PlanningInstance, IReadOnlyList<PriceScenario>, TimeSpan) Random(int seed)
    {
        var random = new Random(seed);
        var capacity = random.Next(1, 3);
        BatchEvent[] sizes = [.. Enumerable.Range(0, capacity + 1).Select(b => new BatchEvent(b, TimeSpan.FromMinutes(5 * random.Next(1, 4)), b == 0 ? random.Next(2) / 4.0 : random.Next(1, 6) / 2.0))];
        var parts = random.Next(1, 5);
        var due = new DueDates([new(parts, T0.AddMinutes(5 * random.Next(6, 12)))]);
        var model = new BatchModel(sizes, 0, 0, allowConsecutiveIdle: random.Next(2) == 0);
        var common = random.Next(0, 6);
        var start = Enumerable.Range(0, common).Select(_ => random.Next(0, 60)).ToArray();
        var scenarios = Enumerable.Range(0, random.Next(2, 5)).Select(_ => new PriceScenario(random.Next(1, 4), PriceCurve.Create(
            Enumerable.Range(0, 12).Select(k => new PriceStep(T0.AddMinutes(5 * k), T0.AddMinutes(5 * (k + 1)), k < common ? start[k] : random.Next(0, 120)))))).ToList();
        return (new PlanningInstance(new PricedTimedAutomaton(model, due, 0, T0), scenarios[0].Prices), scenarios, TimeSpan.FromMinutes(5 * random.Next(0, 3)));
    }
}
