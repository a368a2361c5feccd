using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Slots;

namespace FactoryTwin.Scheduler.Tests.Parallel;

/// <summary>Makespan against energy cost, compared with every placement of the jobs of small shops.</summary>
public class FrontSearchTests
{
    [Test]
    public void Small_fronts_are_exact_and_their_bounds_hold()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var shop = RandomShops.Slots(new Random(seed), 4, 2, 10);
            var least = SlotBruteForce.LeastByMakespan(shop);
            var front = FrontSearch.Solve(shop, new FrontEffort(300), default);
            for (var makespan = 1; makespan <= shop.Horizon; makespan++)
            {
                var point = front.LastOrDefault(p => p.Makespan <= makespan);
                Assert.That(point?.EnergyCost, Is.EqualTo(least[makespan]), $"seed {seed}, makespan {makespan}");
            }
            Assert.That(front.Where(p => p.Bound > least[p.Makespan]), Is.Empty, $"seed {seed}");
        }
    }

    [Test]
    public void Larger_fronts_keep_every_rule_and_every_step_is_an_improvement()
    {
        for (var seed = 0; seed < 6; seed++)
        {
            var shop = RandomShops.Slots(new Random(seed), 40, 6, 60);
            var front = FrontSearch.Solve(shop, new FrontEffort(100), default);
            Assert.That(front, Is.Not.Empty);
            Assert.That(front.SelectMany(p => ShopChecker.Faults(shop, p.Plan)), Is.Empty, $"seed {seed}");
            Assert.That(front.Where(p => p.Plan.Makespan > p.Makespan || ShopChecker.Objective(shop, p.Plan) != p.EnergyCost || p.Bound > p.EnergyCost), Is.Empty, $"seed {seed}");
            Assert.That(front.Zip(front.Skip(1)).Where(pair => pair.First.EnergyCost <= pair.Second.EnergyCost), Is.Empty, $"seed {seed}");
            Assert.That(front[^1].EnergyCost, Is.LessThanOrEqualTo(1.1 * front[^1].Bound), $"seed {seed}");
        }
    }

    [Test]
    public void What_it_cannot_solve_is_refused()
    {
        var shop = RandomShops.Slots(new Random(1), 4, 2, 10);
        Assert.Multiple(() =>
        {
            Refused(shop with { Prices = [1, 2] });
            Refused(shop with { Prices = [.. shop.Prices.Select(_ => -1)] });
            Refused(shop with { Jobs = [] });
            Refused(shop with { Jobs = [shop.Jobs[0] with { EarliestStart = 1 }] });
            Refused(shop with { SetUps = new SetUps([[1]], [[0]]) });
            Refused(shop with { Machines = [shop.Machines[0] with { Capacity = 2 }] });
        });

        static void Refused(Shop shop) => Assert.That(() => FrontSearch.Solve(shop, new FrontEffort(10), default), Throws.ArgumentException);
    }

    [Test]
    public void A_cancelled_search_ends() =>
        Assert.That(() => FrontSearch.Solve(RandomShops.Slots(new Random(1), 40, 6, 60), new FrontEffort(), new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
}
