using FactoryTwin.Scheduler.Tests.Planning;
using FactoryTwin.Services.Scheduler.Planning.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace FactoryTwin.Scheduler.Tests.Peers;

/// <summary>Instances of up to seven sizes, 40 parts and 80 slots of five minutes: far too many strings to enumerate.</summary>
internal static class MediumInstances
{
    internal static Gen<PlanningInstance> All =>
        from capacity in Gen.Choose(3, 7)
        from lengths in Gen.Choose(2, 5).ListOf(capacity + 1)
        from setUps in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 2))).ListOf(capacity + 1)
        from powers in Gen.Choose(1, 9).ListOf(capacity + 1)
        from allowance in Gen.Choose(0, 2)
        from weight in Gen.Choose(0, 40)
        from consecutive in Gen.Elements(false, true)
        from forbidden in Gen.Frequency((2, Gen.Constant<(int, int)[]>([])), (1, Gen.Choose(1, capacity).Two().Select(p => new[] { (p.Item1, p.Item2), (0, p.Item1) })))
        from parts in Gen.Choose(10, 40)
        from slack in Gen.Choose(0, 30)
        from share in Gen.Choose(0, 3)
        from hours in Gen.Choose(-20, 150).ListOf(40)
        select Build(capacity, [.. lengths], [.. setUps], [.. powers], allowance, weight, consecutive, forbidden, parts, slack, share, [.. hours]);

    private static PlanningInstance Build(
        int capacity, int[] lengths, int[] setUps, int[] powers, int allowance, int weight, bool consecutive, (int, int)[] forbidden, int parts, int slack, int share, int[] hours)
    {
        BatchEvent[] events = [.. Enumerable.Range(0, capacity + 1).Select(b => b == 0
            ? new BatchEvent(0, TimeSpan.FromMinutes(5), powers[0] / 40.0)
            : new BatchEvent(b, TimeSpan.FromMinutes(5 * lengths[b]), powers[b] * (1 + b) / 20.0, TimeSpan.FromMinutes(5 * setUps[b]), 0.1))];
        var fastest = Enumerable.Range(1, capacity).Min(b => (lengths[b] + setUps[b]) / (double)b);
        var slots = Math.Min(80, (int)(parts * fastest) + slack);
        var t0 = RandomInstances.T0;
        var due = new List<DueDate> { new(parts, t0.AddMinutes(5 * slots)) };
        if (share > 0) due.Add(new(parts * share / 6, t0.AddMinutes(5 * slots * share / 5)));
        var prices = PriceCurve.Create(hours.Select((p, i) => new PriceStep(t0.AddMinutes(30 * i), t0.AddMinutes(30 * (i + 1)), p)));
        var model = new BatchModel(events, allowance, weight / 10.0, consecutive, forbidden);
        return new PlanningInstance(new PricedTimedAutomaton(model, new DueDates(due), 0, t0), prices);
    }
}
