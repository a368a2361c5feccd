using FactoryTwin.Services.Scheduler.Planning.Domain.Parallel;

namespace FactoryTwin.Scheduler.Tests.Parallel;

/// <summary>Seeded shops whose numbers collide often.</summary>
internal static class RandomShops
{
    internal static Shop Ovens(Random random, int jobs)
    {
        var (machines, attributes, horizon) = (random.Next(1, 3), random.Next(1, 4), 12 + (6 * jobs));
        var all = Enumerable.Range(0, machines).ToArray();
        return new Shop(
            [.. all.Select(_ => new ShopMachine(random.Next(4, 9), random.Next(attributes), [.. Intervals(random, horizon)], 0))],
            [.. Enumerable.Range(0, jobs).Select(_ => Job(random, attributes, all, horizon))],
            new SetUps(Table(random, attributes), Table(random, attributes)),
            [],
            horizon,
            new ShopWeights(random.Next(0, 5), random.Next(0, 40), random.Next(0, 3), random.Next(0, 6), 0));
    }

    internal static Shop Slots(Random random, int jobs, int machines, int horizon)
    {
        int[] all = [.. Enumerable.Range(0, machines)];
        var longest = Math.Max(2, Math.Min(7, machines * horizon / jobs));
        return new Shop(
            [.. all.Select(_ => new ShopMachine(1, 0, [new SlotInterval(0, horizon)], random.Next(1, 5)))],
            [.. Enumerable.Range(0, jobs).Select(_ => random.Next(1, longest)).Select(p => new ShopJob(1, 0, p, p, 0, horizon, all))],
            SetUps.None, [.. Enumerable.Range(0, horizon).Select(_ => random.Next(0, 9))], horizon, new ShopWeights(0, 0, 0, 0, 1));
    }

    private static ShopJob Job(Random random, int attributes, int[] machines, int horizon)
    {
        var (shortest, earliest) = (random.Next(1, 6), random.Next(horizon / 3));
        var eligible = machines.Where(_ => random.Next(4) > 0).ToArray();
        return new ShopJob(
            random.Next(1, 5), random.Next(attributes), shortest, shortest + random.Next(4), earliest, earliest + shortest + random.Next(horizon / 2),
            eligible.Length > 0 ? eligible : [random.Next(machines.Length)]);
    }

    private static IEnumerable<SlotInterval> Intervals(Random random, int horizon)
    {
        for (var at = random.Next(4); at < horizon;)
        {
            var end = Math.Min(horizon, at + random.Next(6, horizon));
            yield return new SlotInterval(at, end);
            at = end + random.Next(3);
        }
    }

    private static int[][] Table(Random random, int attributes) =>
        [.. Enumerable.Range(0, attributes).Select(_ => Enumerable.Range(0, attributes).Select(_ => random.Next(4)).ToArray())];
}
