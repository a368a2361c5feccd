using FactoryTwin.Scheduler.Tests.Parallel;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Batching;

namespace FactoryTwin.PublishedData.Tests.Scheduling;

/// <summary>
/// The published oven instances in a run of moments; docs/scheduling-sets.md has the long one. The search is bounded by moves, not by time,
/// so that every machine gets the same schedules.
/// </summary>
public class OvenTests
{
    private static readonly string Folder = Path.Combine(PublishedFolder.Path, "sched_oven");

    [Test]
    public void The_best_known_values_of_small_instances_are_reached()
    {
        var missed = new List<string>();
        for (var number = 1; number <= 40; number++)
        {
            var (instance, objective) = Solve(number, 600_000);
            if (objective > instance.BestKnown) missed.Add($"{number}: {objective}, best known {instance.BestKnown}");
        }
        Assert.That(missed, Has.Count.LessThanOrEqualTo(6), string.Join('\n', missed));
    }

    [Test]
    public void Large_instances_keep_every_rule_and_no_bound_is_beaten()
    {
        var excess = new List<double>();
        for (var number = 41; number <= 120; number += 4)
        {
            var (instance, objective) = Solve(number, 200_000);
            excess.Add(((double)objective / instance.BestKnown) - 1);
        }
        Assert.That(excess.Average(), Is.LessThan(0.045), "above the best known values, on average");
    }

    private static (OvenInstance Instance, long Objective) Solve(int number, long moves)
    {
        var instance = OvenSet.Read(Folder, number);
        var plan = BatchSearch.Solve(instance.Shop, new SearchEffort(moves), default);
        Assert.That(ShopChecker.Faults(instance.Shop, plan), Is.Empty, $"instance {number}");
        var objective = ShopChecker.Objective(instance.Shop, plan);
        Assert.That(objective, Is.EqualTo(plan.Costs(instance.Shop).Objective).And.GreaterThanOrEqualTo(instance.Bound), $"instance {number}");
        return (instance, objective);
    }
}
