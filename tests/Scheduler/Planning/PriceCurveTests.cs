using FactoryTwin.Services.Scheduler.Planning.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace FactoryTwin.Scheduler.Tests.Planning;

public class PriceCurveTests
{
    private static readonly DateTimeOffset T0 = RandomInstances.T0;

    [Test]
    public void The_integral_over_any_interval_equals_quadrature_minute_by_minute()
    {
        var cases = from curve in RandomInstances.Prices(600)
                    from a in Gen.Choose(0, 600)
                    from b in Gen.Choose(0, 600)
                    select (Curve: curve, From: Math.Min(a, b), To: Math.Max(a, b));
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var sum = Enumerable.Range(c.From, c.To - c.From).Sum(minute => c.Curve.PriceAt(T0.AddMinutes(minute))!.Value / 60);
            Assert.That(c.Curve.Integrate(T0.AddMinutes(c.From), T0.AddMinutes(c.To)), Is.EqualTo(sum).Within(1e-7));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(7, 13));
    }

    [Test]
    public void Adjacent_intervals_add_up_to_the_whole()
    {
        var curve = Hourly(10, 70.5, -3, 44.25);
        var (a, b, c) = (T0.AddSeconds(1801), T0.AddMinutes(97.5), T0.AddMinutes(231));
        Assert.That(curve.Integrate(a, b) + curve.Integrate(b, c), Is.EqualTo(curve.Integrate(a, c)).Within(1e-12));
    }

    [Test]
    public void A_part_of_a_step_counts_by_its_length() =>
        Assert.That(Hourly(10, 40).Integrate(T0.AddMinutes(45), T0.AddMinutes(75)), Is.EqualTo(12.5).Within(1e-12));

    [TestCase(-1, 30)]
    [TestCase(30, 150)]
    [TestCase(100, 200)]
    [TestCase(180, 241)]
    public void A_gap_inside_the_interval_is_an_error_and_never_zero(int from, int to)
    {
        var curve = PriceCurve.Create([new(T0, T0.AddHours(2), 5), new(T0.AddMinutes(130), T0.AddHours(4), 6)]);
        Assert.That(() => curve.Integrate(T0.AddMinutes(from), T0.AddMinutes(to)), Throws.TypeOf<PriceGapException>());
        Assert.That(curve.FirstGap(T0.AddMinutes(from), T0.AddMinutes(to)), Is.Not.Null);
    }

    [Test]
    public void The_first_gap_is_where_prices_stop()
    {
        var curve = PriceCurve.Create([new(T0, T0.AddHours(2), 5), new(T0.AddHours(3), T0.AddHours(4), 6)]);
        Assert.That(curve.FirstGap(T0.AddHours(1), T0.AddHours(4)), Is.EqualTo(T0.AddHours(2)));
        Assert.That(curve.FirstGap(T0.AddHours(1), T0.AddHours(2)), Is.Null);
    }

    [Test]
    public void Steps_that_overlap_are_empty_or_no_number_are_refused()
    {
        Assert.That(() => PriceCurve.Create([new(T0, T0.AddHours(2), 5), new(T0.AddHours(1), T0.AddHours(3), 6)]), Throws.ArgumentException);
        Assert.That(() => PriceCurve.Create([new(T0, T0, 5)]), Throws.ArgumentException);
        Assert.That(() => PriceCurve.Create([new(T0, T0.AddHours(1), double.NaN)]), Throws.ArgumentException);
    }

    [Test]
    public void A_cut_keeps_the_prices_and_trims_the_ends()
    {
        var cut = Hourly(10, 20, 30).Cut(T0.AddMinutes(30), T0.AddMinutes(90));
        Assert.That(cut, Is.EqualTo(new PriceStep[] { new(T0.AddMinutes(30), T0.AddHours(1), 10), new(T0.AddHours(1), T0.AddMinutes(90), 20) }));
    }

    [Test]
    public void Newer_steps_replace_what_they_overlap_and_nothing_else()
    {
        var cases = from old in RandomInstances.Prices(300)
                    from at in Gen.Choose(-100, 350)
                    from newer in RandomInstances.Prices(90)
                    select (Old: old, Newer: newer.Steps.Select(s => new PriceStep(s.Start.AddMinutes(at), s.End.AddMinutes(at), s.Price)).Where((_, i) => i % 2 == 0).ToList());
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var both = c.Old.With(c.Newer);
            for (var minute = -110; minute < 600; minute++)
            {
                var time = T0.AddMinutes(minute);
                var expected = c.Newer.Where(s => s.Start <= time && time < s.End).Select(s => (double?)s.Price).FirstOrDefault() ?? c.Old.PriceAt(time);
                Assert.That(both.PriceAt(time), Is.EqualTo(expected));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50).WithReplay(3, 5));
    }

    private static PriceCurve Hourly(params double[] prices) => PriceCurve.Create(prices.Select((p, i) => new PriceStep(T0.AddHours(i), T0.AddHours(i + 1), p)));
}
