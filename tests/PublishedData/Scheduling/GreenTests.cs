using FactoryTwin.Scheduler.Tests.Parallel;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Slots;

namespace FactoryTwin.PublishedData.Tests.Scheduling;

/// <summary>Published instances of jobs on parallel machines under time-of-use prices in a run of moments; docs/scheduling-sets.md has the long one.</summary>
public class GreenTests
{
    private static readonly string Folder = Path.Combine(PublishedFolder.Path, "sched_green_ipms");

    private static IEnumerable<int> Numbers => [.. Enumerable.Range(1, 30), 31, 32, 36, 37, 41, 46, 51, 52];

    [TestCaseSource(nameof(Numbers))]
    public void The_published_front_is_reached(int number)
    {
        var instance = GreenSet.Read(Folder, number);
        var front = FrontSearch.Solve(instance.Shop, new FrontEffort(1_000), default);
        Assert.That(front.SelectMany(p => ShopChecker.Faults(instance.Shop, p.Plan)), Is.Empty);
        Assert.That(front.Where(p => p.Plan.Makespan > p.Makespan || ShopChecker.Objective(instance.Shop, p.Plan) != p.EnergyCost), Is.Empty);

        // Published schedules exist, so a bound above one of them would be wrong.
        var wrong = instance.Front.Where(known => front.LastOrDefault(p => p.Makespan <= known.Makespan) is { } at && at.Makespan == known.Makespan && at.Bound > known.Cost);
        Assert.That(wrong, Is.Empty);
        var (ours, theirs) = (instance.Hypervolume(front.Select(p => (p.Makespan, p.EnergyCost))), instance.Hypervolume(instance.Front.Select(p => (p.Makespan, p.Cost))));
        Assert.That((double)ours / theirs, Is.GreaterThanOrEqualTo(0.999));
    }
}
