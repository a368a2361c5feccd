using FactoryTwin.Services.Energy.Meters.Domain;

namespace FactoryTwin.Energy.Tests.Meters;

public class RegisterTests
{
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A load by the minute, counted by a register that starts again at its modulus and is read at odd times.</summary>
    [Test]
    public void What_went_through_comes_back_by_interval_across_any_number_of_rollovers([Values(0, 1, 2, 3, 4)] int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 60; round++)
        {
            var minutes = random.Next(100, 3_000);
            // Constant between readings, so that spreading evenly is exact.
            var (power, counts) = (new double[minutes], new List<Count>());
            var (modulus, register) = (random.Next(2) == 0 ? 1_000 : 0.0, random.NextDouble() * 900);
            for (var at = 0; at < minutes;)
            {
                counts.Add(new Count(T0.AddMinutes(at), register));
                var (length, rate) = (Math.Min(random.Next(1, 50), minutes - at), random.NextDouble() * 8);
                Array.Fill(power, rate, at, length);
                register += rate * length;
                if (modulus > 0) register %= modulus;
                at += length;
            }
            counts.Add(new Count(T0.AddMinutes(minutes), register));

            var (passed, resets) = Register.Between(counts, new MeterRule(MeterKindModel.Register, 2.5, modulus, false, TimeSpan.FromHours(1)));
            Assert.That(resets, Is.Empty);
            Assert.That(passed.Sum(p => p.Quantity), Is.EqualTo(2.5 * power.Sum()).Within(1e-6));
            var from = random.Next(-100, 100);
            var intervals = Intervals.Of(passed, T0.AddMinutes(from), TimeSpan.FromMinutes(15), (minutes / 15) + 10);
            for (var i = 0; i < intervals.Length; i++)
            {
                var inside = Enumerable.Range(from + (15 * i), 15).Where(m => m >= 0 && m < minutes).ToList();
                Assert.That(intervals[i].Covered, Is.EqualTo(inside.Count / 15.0).Within(1e-9));
                Assert.That(intervals[i].Quantity, Is.EqualTo(inside.Count == 0 ? double.NaN : 2.5 * inside.Sum(m => power[m])).Within(1e-6));
            }
        }
    }

    [TestCase(950, 20, 1_000, false, 70.0, Description = "rolled over")]
    [TestCase(500, 480, 1_000, false, null, Description = "set back: too far from the end for a rollover")]
    [TestCase(500, 480, 0, false, null, Description = "set back")]
    [TestCase(500, 480, 1_000, true, -20.0, Description = "flowed back")]
    [TestCase(10, 990, 1_000, true, -20.0, Description = "flowed back through zero")]
    [TestCase(10, 990, 1_000, false, 980.0, Description = "a large step, where backwards cannot be")]
    public void A_lower_count_is_a_rollover_a_flow_back_or_a_reset(double before, double now, double modulus, bool bidirectional, double? expected)
    {
        var (passed, resets) = Register.Between([new(T0, before), new(T0.AddMinutes(15), now)], new MeterRule(MeterKindModel.Register, 1, modulus, bidirectional, TimeSpan.FromHours(1)));
        Assert.That(passed.Select(p => (double?)p.Quantity).SingleOrDefault(), Is.EqualTo(expected));
        Assert.That(resets, Has.Count.EqualTo(expected is null ? 1 : 0));
    }

    [Test]
    public void Nothing_is_known_between_readings_too_far_apart()
    {
        var rule = new MeterRule(MeterKindModel.Register, 1, 0, false, TimeSpan.FromMinutes(30));
        var (passed, _) = Register.Between([new(T0, 0), new(T0.AddMinutes(30), 30), new(T0.AddMinutes(90), 200), new(T0.AddMinutes(105), 215)], rule);
        var intervals = Intervals.Of(passed, T0, TimeSpan.FromMinutes(15), 8);
        Assert.That(intervals.Select(i => i.Covered), Is.EqualTo(new[] { 1.0, 1, 0, 0, 0, 0, 1, 0 }));
        Assert.That(intervals.Select(i => i.Quantity), Is.EqualTo(new[] { 15, 15, double.NaN, double.NaN, double.NaN, double.NaN, 15, double.NaN }));
    }

    [Test]
    public void A_bad_reading_is_told_in_the_intervals_that_it_leaves_in_doubt()
    {
        Count[] counts = [new(T0, 0), new(T0.AddMinutes(15), 10), new(T0.AddMinutes(30), 999, ReadingQuality.Bad), new(T0.AddMinutes(45), 30), new(T0.AddMinutes(60), 40, ReadingQuality.Uncertain)];
        Assert.That(Of(MeterKindModel.Register), Is.EqualTo(new IntervalQuantity[] { new(10, 1), new(10, 1, ReadingQuality.Bad), new(10, 1, ReadingQuality.Bad), new(10, 1, ReadingQuality.Uncertain) }), "the difference holds, how it is spread does not");
        Assert.That(Of(MeterKindModel.Interval), Is.EqualTo(new IntervalQuantity[] { new(10, 1), new(double.NaN, 0, ReadingQuality.Bad), new(30, 1), new(40, 1, ReadingQuality.Uncertain) }), "what the bad reading stands for is lost");

        IntervalQuantity[] Of(MeterKindModel kind) => Intervals.Of(Register.Between(counts, new MeterRule(kind, 1, 0, false, TimeSpan.FromHours(1))).Passed, T0, TimeSpan.FromMinutes(15), 4);
    }
}
