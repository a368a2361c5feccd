using System.Globalization;
using FactoryTwin.Services.Energy.Meters.Domain;

namespace FactoryTwin.Energy.Tests.Meters;

public class FormulaTests
{
    private static readonly Dictionary<string, double> Values = new(StringComparer.Ordinal) { ["a"] = 3.5, ["line-1"] = -2, ["EM.001"] = 40 };

    /// <summary>Expressions are written from a random tree, with brackets where they are needed and sometimes where they are not.</summary>
    [Test]
    public void Any_expression_has_the_value_of_its_tree()
    {
        var random = new Random(17);
        for (var round = 0; round < 5_000; round++)
        {
            var (text, value, _) = Tree(random, 4);
            Assert.That(Formula.Parse(text).Value(id => Values[id]), Is.EqualTo(double.IsFinite(value) ? value : double.NaN).Within(1e-9).Percent, text);
        }
    }

    [Test]
    public void What_is_not_known_of_a_meter_is_not_known_of_the_result()
    {
        var formula = Formula.Parse(" 2 * {a} - max( {line-1} , 0 ) ");
        Assert.That(formula.Meters, Is.EqualTo(new[] { "a", "line-1" }));
        Assert.That(formula.Value(id => id == "a" ? 1 : double.NaN), Is.NaN);
        Assert.That(Formula.Parse("{a} / ({a} - {a})").Value(id => Values[id]), Is.NaN);
    }

    [TestCase("", "ends where a meter, a number or '(' is due (character 1)")]
    [TestCase("{a} +", "ends where a meter, a number or '(' is due (character 6)")]
    [TestCase("{a} {b}", "has '{' where an operator or the end is due (character 5)")]
    [TestCase("({a}", "lacks ')' (character 5)")]
    [TestCase("{a", "has '{' without '}' (character 2)")]
    [TestCase("{}", "has no meter's id between '{' and '}' (character 2)")]
    [TestCase("system(1)", "has 's' where a meter, a number or '(' is due (character 1)")]
    [TestCase("1e999 * {a}", "'1e999' is not a number (character 6)")]
    [TestCase("min({a})", "lacks ',' (character 8)")]
    public void What_cannot_be_read_is_told_with_its_place(string text, string fault) =>
        Assert.That(Assert.Throws<FormulaException>(() => Formula.Parse(text))!.Message, Is.EqualTo(fault));

    [Test]
    public void A_formula_of_any_depth_or_length_ends()
    {
        Assert.Throws<FormulaException>(() => Formula.Parse(new string('(', 1_900)));
        Assert.Throws<FormulaException>(() => Formula.Parse(new string('-', 1_900) + "1"));
        Assert.Throws<FormulaException>(() => Formula.Parse(new string('1', 2_001)));
        Assert.That(Formula.Parse(string.Join('+', Enumerable.Repeat("1", 1_000))).Value(_ => 0), Is.EqualTo(1_000));
    }

    [Test]
    public void A_cycle_is_found_exactly_where_there_is_one()
    {
        var random = new Random(23);
        for (var round = 0; round < 3_000; round++)
        {
            var ids = Enumerable.Range(0, random.Next(2, 8)).Select(i => $"m{i}").ToList();
            var uses = ids.ToDictionary(id => id, _ => (IReadOnlyList<string>)[.. ids.Where(_ => random.NextDouble() < 0.25)], StringComparer.Ordinal);
            // By brute force: a meter that reaches itself, among those that the first one reaches.
            var reached = Reach(ids[0]).Append(ids[0]);
            var cycle = Formulas.Cycle(ids[0], id => uses[id]);
            Assert.That(cycle is not null, Is.EqualTo(reached.Any(id => Reach(id).Contains(id))));
            if (cycle is not null) Assert.That(cycle[0] == cycle[^1] && cycle.Zip(cycle.Skip(1)).All(p => uses[p.First].Contains(p.Second)), Is.True);

            HashSet<string> Reach(string from)
            {
                var found = new HashSet<string>(uses[from], StringComparer.Ordinal);
                for (var before = -1; before != found.Count;)
                {
                    before = found.Count;
                    found.UnionWith(found.SelectMany(id => uses[id]).ToList());
                }
                return found;
            }
        }
    }

    /// <summary>Text, value and how loosely it binds: 0 sum, 1 product, 2 part.</summary>
    private static (string Text, double Value, int Binds) Tree(Random random, int depth)
    {
        switch (depth == 0 ? random.Next(2) : random.Next(8))
        {
            case 0:
                var number = Math.Round(random.NextDouble() * 100, 2);
                return (number.ToString(CultureInfo.InvariantCulture), number, 2);
            case 1:
                var id = Values.Keys.ElementAt(random.Next(Values.Count));
                return ($"{{{id}}}", Values[id], 2);
            case 2:
                var (inner, value, _) = Tree(random, depth - 1);
                return ($"({inner})", value, 2);
            case 3:
                var (a, b) = (Tree(random, depth - 1), Tree(random, depth - 1));
                return random.Next(2) == 0 ? ($"min({a.Text}, {b.Text})", Math.Min(a.Value, b.Value), 2) : ($"max({a.Text},{b.Text})", Math.Max(a.Value, b.Value), 2);
            case 4:
                var negated = Tree(random, depth - 1);
                return ($"-{In(negated, 2)}", -negated.Value, 1);
            case 5:
                var (x, y) = (Tree(random, depth - 1), Tree(random, depth - 1));
                return random.Next(2) == 0 ? ($"{In(x, 1)} * {In(y, 2)}", x.Value * y.Value, 1) : ($"{In(x, 1)} / {In(y, 2)}", x.Value / y.Value, 1);
            default:
                var (l, r) = (Tree(random, depth - 1), Tree(random, depth - 1));
                return random.Next(2) == 0 ? ($"{l.Text} + {In(r, 1)}", l.Value + r.Value, 0) : ($"{l.Text}-{In(r, 1)}", l.Value - r.Value, 0);
        }

        static string In((string Text, double Value, int Binds) part, int least) => part.Binds >= least ? part.Text : $"({part.Text})";
    }
}
