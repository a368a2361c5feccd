using FactoryTwin.Services.Energy.Balances.Domain;
using FactoryTwin.Services.Energy.Meters.Domain;
using FactoryTwin.Services.Energy.Watches.Domain;

namespace FactoryTwin.Energy.Tests.Balances;

public class BalanceMathTests
{
    /// <summary>A plant in which every kilowatt-hour is known: what goes in is shared out at random, what is left over vanishes. So each node's imbalance is what it let vanish.</summary>
    [Test]
    public void What_vanished_at_a_node_is_its_imbalance_and_a_trees_is_the_sum([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var count = random.Next(1, 8);
            var quantities = new Dictionary<string, double>(StringComparer.Ordinal);
            var terms = Enumerable.Range(0, count).Select(_ => new List<Term>()).ToList();
            var limits = Enumerable.Range(0, count).Select(_ => new BalanceLimits(2, random.Next(3), random.Next(5))).ToList();
            var (left, border, inputs) = (new double[count], new List<Term>(), new double[count]);
            for (var i = 0; i < count; i++) Add(i, random.Next(2) == 0 ? Role.Supply : Role.Production, random.Next(100, 1_000), +1, border);
            for (var i = 0; i < count; i++)
            {
                // What flowed back through a delivery is below 0, and stands on the other side of both.
                for (var k = random.Next(3); k > 0 && count > 1; k--) Deliver(i, (i + random.Next(1, count)) % count, random.Next(-50, 60));
                Add(i, new[] { Role.Export, Role.Consumption, Role.Loss, Role.Storage }[random.Next(4)], random.Next(0, 90), -1, border);
            }
            var own = Enumerable.Range(0, count).Select(i => BalanceMath.Sums(terms[i], Of, limits[i], 0.25)).ToList();
            for (var i = 0; i < count; i++)
            {
                var known = (inputs[i] * limits[i].LossPercent / 100) + (limits[i].LossPerHour / 4);
                Assert.That((own[i].Input, own[i].KnownLoss), Is.EqualTo((inputs[i], known)));
                Assert.That(own[i].Imbalance, Is.EqualTo(left[i] - known).Within(1e-9));
            }
            Assert.That(BalanceMath.Tree(border, own, Of, 0.25).Imbalance, Is.EqualTo(own.Sum(n => n.Imbalance)).Within(1e-9));

            double Of(string meter) => quantities[meter];

            void Add(int node, Role role, double quantity, int sign, List<Term>? also)
            {
                var term = new Term($"meters/{quantities.Count}", role);
                quantities[term.Meter] = quantity;
                terms[node].Add(term);
                also?.Add(term);
                Count(node, quantity * sign, role);
            }

            void Deliver(int from, int to, double quantity)
            {
                Add(from, Role.Delivery, quantity, -1, null);
                terms[to].Add(new Term($"meters/{quantities.Count - 1}", Role.Delivered));
                Count(to, quantity, Role.Delivered);
            }

            void Count(int node, double change, Role role)
            {
                left[node] += change;
                if (change > 0 && role is not (Role.Loss or Role.Storage)) inputs[node] += change;
            }
        }
    }

    /// <summary>Table of cases, each worked by hand: 1000 in, threshold 2 %, so that 20 is not more and 20.1 is.</summary>
    [TestCase(980, 0, 0, 5.0, Verdict.Balanced)]
    [TestCase(979.9, 0, 0, 5.0, Verdict.Imbalanced)]
    [TestCase(1_020.1, 0, 0, 5.0, Verdict.Imbalanced)]
    [TestCase(979.9, 0, 0, 20.2, Verdict.WithinUncertainty)]
    [TestCase(979.9, 0, 0, null, Verdict.Imbalanced)]
    [TestCase(900, 60, 25, null, Verdict.Balanced)]
    [TestCase(1_150, -150, 0, 1.0, Verdict.Balanced)] // 150 out of a store are input too
    [TestCase(1_126.9, -150, 0, 1.0, Verdict.Imbalanced)] // 23.1 of 1150 are 2.009 %
    public void The_limit_itself_is_still_in_balance(double output, double storage, double loss, double? uncertainty, Verdict expected)
    {
        var sums = new BalanceSums(1_000, output, storage, loss, 0);
        Assert.That(BalanceMath.Judge(sums, uncertainty, [new(1_000, 1)], new BalanceLimits(2, 0, 0), true).Verdict, Is.EqualTo(expected));
    }

    [Test]
    public void Data_that_are_missing_or_bad_are_never_judged()
    {
        var (sums, limits) = (new BalanceSums(1_000, 1_000, 0, 0, 0), new BalanceLimits(2, 0, 0));
        var good = new IntervalQuantity(1_000, 1);
        Assert.That(Verdict(good, good), Is.EqualTo(FactoryTwin.Services.Energy.Watches.Domain.Verdict.Balanced));
        foreach (var worse in new[] { good with { Covered = 0.999 }, good with { Quality = ReadingQuality.Bad }, good with { Quality = ReadingQuality.Unspecified }, IntervalQuantity.Unknown })
            Assert.That(Verdict(worse == good with { Quality = ReadingQuality.Unspecified } ? [worse] : [good, worse]), Is.EqualTo(FactoryTwin.Services.Energy.Watches.Domain.Verdict.NotJudged), $"{worse}");
        Assert.That(BalanceMath.Judge(sums, 1, [good], null, true).Verdict, Is.EqualTo(FactoryTwin.Services.Energy.Watches.Domain.Verdict.NotJudged), "no rule");
        Assert.That(BalanceMath.Judge(sums, 1, [good], limits, false).Verdict, Is.EqualTo(FactoryTwin.Services.Energy.Watches.Domain.Verdict.NotJudged), "different units");
        Assert.That(BalanceMath.Judge(default, 0, [], limits, true).Verdict, Is.EqualTo(FactoryTwin.Services.Energy.Watches.Domain.Verdict.NotJudged), "no meters");

        Verdict Verdict(params IntervalQuantity[] quantities) => BalanceMath.Judge(sums, 1, quantities, limits, true).Verdict;
    }

    /// <summary>JCGM 101: the same propagated by drawing errors at random.</summary>
    [Test]
    public void Uncertainty_is_that_of_errors_drawn_at_random([Values(1, 2, 3, 4)] int seed)
    {
        var random = new Random(seed);
        var (main, line, solar) = (random.Next(500, 1_000), random.Next(100, 400), random.Next(50, 100));
        var classes = new Dictionary<string, double> { ["main"] = 0.5, ["line"] = 1 + random.NextDouble(), ["solar"] = 2 };
        var rest = Formula.Parse("{main} - 1.5 * ({line} - {solar}) / 2");
        // The main meter is in the balance, and again in the virtual one: its error counts once.
        double Imbalance(double m, double l, double s) => m + s - l - (m - (1.5 * (l - s) / 2));
        var quantities = new Dictionary<string, double> { ["main"] = main, ["line"] = line, ["solar"] = solar, ["rest"] = rest.Value(id => id == "main" ? main : id == "line" ? line : solar) };
        var computed = Uncertainty.Expanded(
            [("meters/main", 1), ("meters/solar", 1), ("meters/line", -1), ("meters/rest", -1)],
            name => name == "meters/rest" ? new MeterError(null, rest) : new MeterError(classes[name["meters/".Length..]], null),
            name => quantities[name["meters/".Length..]]);

        const int Draws = 200_000;
        var (sum, squares) = (0.0, 0.0);
        for (var i = 0; i < Draws; i++)
        {
            var value = Imbalance(Wrong("main"), Wrong("line"), Wrong("solar"));
            (sum, squares) = (sum + value, squares + (value * value));
        }
        var deviation = Math.Sqrt((squares / Draws) - Math.Pow(sum / Draws, 2));
        Assert.That(computed, Is.EqualTo(2 * deviation).Within(0.01 * deviation));

        double Wrong(string id) => quantities[id] * (1 + (((2 * random.NextDouble()) - 1) * classes[id] / 100));
    }

    [Test]
    public void Where_a_class_is_not_known_no_uncertainty_is()
    {
        Assert.That(Uncertainty.Expanded([("a", 1), ("b", -1)], name => new MeterError(name == "a" ? 1 : null, null), _ => 5), Is.Null);
        Assert.That(Uncertainty.Expanded([("a", 1), ("b", -1), ("b", 1)], name => new MeterError(name == "a" ? 1 : null, null), _ => 5), Is.EqualTo(2 * 0.05 / Math.Sqrt(3)).Within(1e-12), "it falls out of the sum");
    }
}
