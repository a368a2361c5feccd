using FactoryTwin.Services.Energy.Reports.Domain;

namespace FactoryTwin.Energy.Tests.Reports;

public class ReportMathTests
{
    [Test]
    public void Parts_add_up_to_the_last_digit([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 1_000; round++)
        {
            var amount = (decimal)((random.NextDouble() - 0.3) * Math.Pow(10, random.Next(-6, 9)));
            var weights = Enumerable.Range(0, random.Next(1, 8)).Select(_ => random.Next(4) switch { 0 => 0, 1 => double.NaN, 2 => -1, _ => random.NextDouble() * 1e6 }).ToList();
            var parts = ReportMath.Split(amount, weights);
            Assert.That(parts, Has.Length.EqualTo(weights.Exists(w => w > 0) ? weights.Count : 0));
            if (parts.Length == 0) continue;
            Assert.That(parts.Sum(), Is.EqualTo(amount));
            var sum = weights.Where(w => w > 0).Sum();
            for (var i = 0; i < parts.Length; i++)
                Assert.That((double)parts[i], Is.EqualTo(weights[i] > 0 ? (double)amount * weights[i] / sum : 0).Within(1e-9 * Math.Max(1, Math.Abs((double)amount))));
        }
    }

    [Test]
    public void Rounded_rows_add_up_to_the_rounded_sum_and_none_is_a_digit_off([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var amounts = Enumerable.Range(0, random.Next(1, 60)).Select(_ => (decimal)((random.NextDouble() - 0.2) * Math.Pow(10, random.Next(-7, 7)))).ToList();
            var rounded = ReportMath.Round(amounts);
            Assert.That(rounded.Sum(), Is.EqualTo(Math.Round(amounts.Sum(), 6, MidpointRounding.AwayFromZero)));
            for (var i = 0; i < rounded.Length; i++)
            {
                Assert.That(Math.Abs(rounded[i] - amounts[i]), Is.LessThan(0.000002m));
                Assert.That(Math.Round(rounded[i], 6), Is.EqualTo(rounded[i]));
            }
        }
    }
}
