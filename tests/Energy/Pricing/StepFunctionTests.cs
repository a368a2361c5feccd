using FactoryTwin.Services.Energy.Pricing.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace FactoryTwin.Energy.Tests.Pricing;

public class StepFunctionTests
{
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(11, 29);

    /// <summary>Uneven steps with gaps, few prices so that equal neighbours are common, over three midnights.</summary>
    private static Gen<List<PriceStep>> Steps =>
        from start in Gen.Choose(0, 2_500)
        from parts in (from gap in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 200)))
                       from length in Gen.Choose(1, 900)
                       from price in Gen.Choose(-1, 2)
                       select (gap, length, price)).NonEmptyListOf()
        select Build(start, parts);

    [Test]
    public void Any_run_of_writes_equals_a_map_of_minutes() => Check(writes =>
    {
        var map = new MinuteMap();
        IReadOnlyList<PriceStep> stored = [];
        foreach (var steps in writes)
        {
            var changed = map.Write(steps);
            var write = StepFunction.Write(stored, steps);
            stored = write.Steps;
            Assert.That(write.Changed, Is.EqualTo(changed));
            Assert.That(write.Unchanged, Is.EqualTo(steps.Count - changed.Count));
            Assert.That(map.Equals(stored), Is.True);
            Assert.That(stored, Is.Ordered.By(nameof(PriceStep.Start)));
        }
    });

    [Test]
    public void The_same_write_again_changes_nothing() => Check(writes =>
    {
        var stored = writes.Aggregate((IReadOnlyList<PriceStep>)[], (s, w) => StepFunction.Write(s, w).Steps);
        var again = StepFunction.Write(stored, writes[^1]);
        Assert.That(again.Changed, Is.Empty);
        Assert.That(again.Steps, Is.EqualTo(stored));
    });

    [Test]
    public void Days_join_to_the_steps_that_were_split() => Check(writes =>
    {
        var days = StepDays.Split(writes[0]);
        Assert.That(StepDays.Join(days), Is.EqualTo(writes[0]));
        Assert.That(days.Select(d => d.Day), Is.Unique.And.Ordered);
        Assert.That(days.All(d => d.Pieces.All(p => StepDays.DayOf(p.Start) == d.Day && p.End <= StepDays.StartOf(d.Day.AddDays(1)))), Is.True);
    });

    [Test]
    public void A_step_inside_a_longer_one_leaves_both_ends()
    {
        var t = MinuteMap.T0;
        var write = StepFunction.Write([new(t, t.AddHours(4), 10)], [new(t.AddHours(1), t.AddHours(2), 99)]);
        Assert.That(write.Steps, Is.EqualTo(new PriceStep[] { new(t, t.AddHours(1), 10), new(t.AddHours(1), t.AddHours(2), 99), new(t.AddHours(2), t.AddHours(4), 10) }));
    }

    private static void Check(Action<List<List<PriceStep>>> holds) =>
        Prop.ForAll(Steps.ListOf(3).Select(l => l.ToList()).ToArbitrary(), holds).Check(Seeded);

    private static List<PriceStep> Build(int start, IEnumerable<(int Gap, int Length, int Price)> parts)
    {
        var steps = new List<PriceStep>();
        var at = MinuteMap.T0.AddMinutes(start);
        foreach (var (gap, length, price) in parts)
        {
            at = at.AddMinutes(gap);
            steps.Add(new PriceStep(at, at.AddMinutes(length), price * 12.5));
            at = at.AddMinutes(length);
        }
        return steps;
    }
}
