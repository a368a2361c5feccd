using FactoryTwin.Services.Scheduler.Planning.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace FactoryTwin.Scheduler.Tests.Planning;

/// <summary>Small instances whose every string can be enumerated: steps and durations in whole minutes, numbers that collide often.</summary>
internal static class RandomInstances
{
    internal static readonly DateTimeOffset T0 = new(2026, 3, 1, 6, 0, 0, TimeSpan.Zero);

    internal static void Check(Gen<PlanningInstance> instances, Action<PlanningInstance> holds, int count = 300) =>
        Prop.ForAll(instances.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(20_261_122, 4_211));

    internal static Gen<PriceCurve> Prices(int minutes) =>
        from lengths in Gen.Choose(7, 60).ListOf(minutes / 7)
        from prices in Gen.Choose(-20, 200).ListOf(lengths.Count)
        select PriceCurve.Create(Steps(lengths, prices, minutes));

    internal static Gen<PlanningInstance> Any =>
        from capacity in Gen.Choose(1, 3)
        from durations in Gen.Choose(2, 6).ListOf(capacity + 1)
        from powers in Gen.Choose(0, 8).ListOf(capacity + 1)
        from allowance in Gen.Choose(0, 2)
        from weight in Gen.Choose(0, 40)
        from consecutive in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from x0 in Gen.Choose(0, 2)
        from asked in Gen.Choose(0, 4)
        from last in Gen.Choose(8, 9 * 5)
        from early in Gen.Choose(1, 6)
        from earlyParts in Gen.Choose(0, 3)
        from previous in Gen.Choose(-1, capacity)
        from setUps in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 3))).ListOf(capacity + 1)
        from setUpPowers in Gen.Choose(0, 4).ListOf(capacity + 1)
        from forbidden in Gen.Frequency((2, Gen.Constant<(int, int)[]>([])), (1, Pairs(capacity)))
        from prices in Prices(60)
        select Build(new BatchModel(
            [.. durations.Select((d, b) => b == 0
                ? new BatchEvent(0, TimeSpan.FromMinutes(d), powers[0] / 4.0)
                : new BatchEvent(b, TimeSpan.FromMinutes(2 * d), powers[b] / 4.0, TimeSpan.FromMinutes(setUps[b]), setUpPowers[b] / 4.0))],
            allowance, weight / 10.0, consecutive, forbidden), x0, [(Math.Min(earlyParts, asked) + x0, early * 5), (asked + x0, last)], previous, prices);

    /// <summary>The same, closed at times or not, with set-ups that depend on the size before, for some pairs.</summary>
    internal static Gen<PlanningInstance> WithSetUps =>
        from instance in Gen.Frequency((2, Any), (1, Closed))
        from previous in Gen.Choose(1, 3).ListOf(4)
        from next in Gen.Choose(1, 3).ListOf(4)
        from lengths in Gen.Choose(0, 4).ListOf(4)
        from powers in Gen.Choose(0, 4).ListOf(4)
        select instance with { Automaton = Changing(instance.Automaton, [.. Enumerable.Range(0, 4).Select(i => new Changeover(previous[i], next[i], TimeSpan.FromMinutes(lengths[i]), powers[i] / 4.0))]) };

    /// <summary>The same with up to three stretches of solar power.</summary>
    internal static Gen<PlanningInstance> Sunny =>
        from instance in Gen.Frequency((2, Any), (1, WithSetUps))
        from starts in Gen.Choose(-10, 50).ListOf(3)
        from lengths in Gen.Choose(1, 20).ListOf(3)
        from powers in Gen.Choose(0, 8).ListOf(3)
        from feedIn in Gen.Choose(-10, 80).ListOf(3)
        let steps = Enumerable.Range(0, 3).OrderBy(i => starts[i]).Select(i => new SolarStep(T0.AddMinutes(starts[i]), T0.AddMinutes(starts[i] + lengths[i]), powers[i] / 4.0, feedIn[i]))
        select instance with { Prices = instance.Prices.WithSolar([.. steps.Aggregate(new List<SolarStep>(), (kept, s) => kept.Count > 0 && kept[^1].End > s.Start ? kept : [.. kept, s])]) };

    private static PricedTimedAutomaton Changing(PricedTimedAutomaton a, Changeover[] changeovers)
    {
        var model = a.Model;
        var fitting = changeovers.Where(c => c.Previous <= model.Capacity && c.Next <= model.Capacity).DistinctBy(c => (c.Previous, c.Next));
        return new PricedTimedAutomaton(new BatchModel(model.Sizes, model.InventoryAllowance, model.InventoryWeight, allowConsecutiveIdle: true, model.Forbidden, fitting), a.DueDates, a.InitialState, a.Start, a.Closures);
    }

    /// <summary>The same with one to three closures, which may overlap, have no length, or be under way at the start.</summary>
    internal static Gen<PlanningInstance> Closed =>
        from instance in Any
        from starts in Gen.Choose(-5, 40).ListOf(3)
        from lengths in Gen.Choose(0, 12).ListOf(3)
        from count in Gen.Choose(1, 3)
        from kinds in Gen.Choose(0, 3).ListOf(3)
        select instance with
        {
            Automaton = new PricedTimedAutomaton(instance.Automaton.Model, instance.Automaton.DueDates, instance.Automaton.InitialState, T0, new Closures(Enumerable.Range(0, count)
                .Select(i => new Closure(T0.AddMinutes(starts[i]), T0.AddMinutes(starts[i] + lengths[i]), (ClosureKind)kinds[i], $"closure-{i}")))),
        };

    private static Gen<(int, int)[]> Pairs(int capacity) =>
        from before in Gen.Choose(0, capacity).ListOf(3)
        from after in Gen.Choose(0, capacity).ListOf(3)
        select before.Zip(after).ToArray();

    private static PlanningInstance Build(BatchModel model, int x0, (int Parts, int Minute)[] due, int previous, PriceCurve prices)
    {
        if (due[0].Minute >= due[1].Minute) due = due[1..];
        var dueDates = new DueDates(due.Select(d => new DueDate(d.Parts, T0.AddMinutes(d.Minute))));
        return new PlanningInstance(new PricedTimedAutomaton(model, dueDates, x0, T0), prices, previous < 0 ? null : previous);
    }

    private static IEnumerable<PriceStep> Steps(IEnumerable<int> lengths, IEnumerable<int> prices, int minutes)
    {
        var at = T0;
        foreach (var (length, price) in lengths.Zip(prices))
        {
            yield return new PriceStep(at, at.AddMinutes(length), price);
            at = at.AddMinutes(length);
            if (at >= T0.AddMinutes(minutes)) yield break;
        }
    }
}
