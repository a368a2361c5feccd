using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel;
using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Batching;

namespace FactoryTwin.Scheduler.Tests.Parallel;

/// <summary>Batches on parallel machines against the enumeration of all schedules.</summary>
public class BatchSearchTests
{
    [Test]
    public void Small_shops_are_solved_to_their_optimum()
    {
        var (solved, impossible) = (0, 0);
        for (var seed = 0; seed < 400; seed++)
        {
            var shop = RandomShops.Ovens(new Random(seed), 5);
            if (new ShopBruteForce(shop).Least() is { } least)
            {
                var plan = BatchSearch.Solve(shop, new SearchEffort(20_000), default);
                Assert.That(ShopChecker.Faults(shop, plan), Is.Empty, $"seed {seed}");
                Assert.That(plan.Costs(shop).Objective, Is.EqualTo(least), $"seed {seed}");
                solved++;
            }
            else
            {
                Assert.That(() => BatchSearch.Solve(shop, new SearchEffort(2_000), default), Throws.InvalidOperationException, $"seed {seed}");
                impossible++;
            }
        }
        Assert.That((solved, impossible), Is.EqualTo((solved, 400 - solved)));
        Assert.That(solved, Is.GreaterThan(300), "or the instances prove nothing");
    }

    [Test]
    public void Larger_shops_keep_every_rule_and_the_objective_is_what_the_checker_reads()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var shop = RandomShops.Ovens(new Random(seed), 60);
            var (little, much) = (BatchSearch.Solve(shop, new SearchEffort(5_000), default), BatchSearch.Solve(shop, new SearchEffort(100_000), default));
            Assert.That(ShopChecker.Faults(shop, little).Concat(ShopChecker.Faults(shop, much)), Is.Empty, $"seed {seed}");
            Assert.That(much.Costs(shop).Objective, Is.EqualTo(ShopChecker.Objective(shop, much)));
            Assert.That(much.Costs(shop).Objective, Is.LessThanOrEqualTo(little.Costs(shop).Objective), $"seed {seed}");
        }
    }

    [Test]
    public void The_same_seed_gives_the_same_schedule()
    {
        var shop = RandomShops.Ovens(new Random(7), 40);
        var (a, b) = (BatchSearch.Solve(shop, new SearchEffort(50_000, Seed: 3), default), BatchSearch.Solve(shop, new SearchEffort(50_000, Seed: 3), default));
        Assert.That(a.Batches.Select(Text), Is.EqualTo(b.Batches.Select(Text)));

        static string Text(PlacedBatch batch) => $"{batch.Machine} {batch.Start} {batch.Duration} {string.Join(',', batch.Jobs)}";
    }

    [Test]
    public void A_cancelled_search_ends() =>
        Assert.That(() => BatchSearch.Solve(RandomShops.Ovens(new Random(1), 40), new SearchEffort(long.MaxValue), new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());

    [Test]
    public void What_it_cannot_solve_is_refused()
    {
        var shop = RandomShops.Ovens(new Random(1), 5);
        Assert.Multiple(() =>
        {
            Refused(shop with { Jobs = [shop.Jobs[0] with { Size = 1_000 }] });
            Refused(shop with { Jobs = [shop.Jobs[0] with { Longest = shop.Jobs[0].Shortest - 1 }] });
            Refused(shop with { Weights = shop.Weights with { EnergyCost = 1 } });
            Refused(shop with { Machines = [] });
        });

        static void Refused(Shop shop) => Assert.That(() => BatchSearch.Solve(shop, new SearchEffort(1_000), default), Throws.ArgumentException);
    }
}
