using System.Diagnostics;
using System.Globalization;
using FactoryTwin.Services.Energy.Baselines.Domain;
using FactoryTwin.Testing;

namespace FactoryTwin.Energy.Tests.Baselines;

public class LeastSquaresTests
{
    /// <summary>The data of NIST's reference problem "Longley": deflator, product, unemployed, armed forces, population, year; employed.</summary>
    private static readonly double[][] Longley =
    [
        [60_323, 83.0, 234_289, 2_356, 1_590, 107_608, 1947], [61_122, 88.5, 259_426, 2_325, 1_456, 108_632, 1948], [60_171, 88.2, 258_054, 3_682, 1_616, 109_773, 1949],
        [61_187, 89.5, 284_599, 3_351, 1_650, 110_929, 1950], [63_221, 96.2, 328_975, 2_099, 3_099, 112_075, 1951], [63_639, 98.1, 346_999, 1_932, 3_594, 113_270, 1952],
        [64_989, 99.0, 365_385, 1_870, 3_547, 115_094, 1953], [63_761, 100.0, 363_112, 3_578, 3_350, 116_219, 1954], [66_019, 101.2, 397_469, 2_904, 3_048, 117_388, 1955],
        [67_857, 104.6, 419_180, 2_822, 2_857, 118_734, 1956], [68_169, 108.4, 442_769, 2_936, 2_798, 120_445, 1957], [66_513, 110.8, 444_546, 4_681, 2_637, 121_950, 1958],
        [68_655, 112.6, 482_704, 3_813, 2_552, 123_366, 1959], [69_564, 114.2, 502_601, 3_931, 2_514, 125_368, 1960], [69_331, 115.7, 518_173, 4_806, 2_572, 127_852, 1961],
        [70_551, 116.9, 554_894, 4_007, 2_827, 130_081, 1962],
    ];

    /// <summary>NIST's certified values, by which statistics programs are judged: the variables all but determine each other.</summary>
    [Test]
    public void Longley_is_solved_to_the_digits_that_NIST_certifies()
    {
        var fit = LeastSquares.Of([.. Longley.Select(row => new Observation(row[0], row[1..]))]).Fit!;
        double[] certified = [-3_482_258.63459582, 15.0618722713733, -0.0358191792925910, -2.02022980381683, -1.03322686717359, -0.0511041056535807, 1_829.15146461355];
        double[] errors = [890_420.383607373, 84.9149257747669, 0.0334910077722432, 0.488399681651699, 0.214274163161675, 0.226073200069370, 455.478499142212];
        for (var i = 0; i < certified.Length; i++)
        {
            Assert.That(fit.Coefficients[i].Value, Is.EqualTo(certified[i]).Within(1e-9).Percent);
            Assert.That(fit.Coefficients[i].StandardError, Is.EqualTo(errors[i]).Within(1e-9).Percent);
        }
        Assert.That(fit.Rmse, Is.EqualTo(304.854073561965).Within(1e-9).Percent);
        Assert.That(fit.RSquared, Is.EqualTo(0.995479004577296).Within(1e-12));
    }

    [Test]
    public async Task Random_models_are_those_of_R()
    {
        using var directory = new TempDirectory();
        var random = new Random(5);
        var sets = Enumerable.Range(0, 40).Select(_ => RandomSet(random)).ToList();
        var files = sets.Select((set, i) => Write(set, Path.Combine(directory.Path, $"{i}.csv"))).ToList();
        var answers = await LmAsync(files);
        Assert.That(answers, Has.Count.EqualTo(sets.Count));
        for (var s = 0; s < sets.Count; s++)
        {
            var rows = sets[s];
            var fit = LeastSquares.Of([.. rows[..^1].Select(row => new Observation(row[0], row[1..]))]).Fit!;
            var r = answers[s];
            for (var i = 0; i < fit.Coefficients.Count; i++)
            {
                var c = fit.Coefficients[i];
                foreach (var (mine, theirs) in new[] { (c.Value, r[4 * i]), (c.StandardError, r[(4 * i) + 1]), (c.T, r[(4 * i) + 2]), (c.P, r[(4 * i) + 3]) })
                    Assert.That(mine, Is.EqualTo(theirs).Within((1e-7 * Math.Abs(theirs)) + 1e-12), $"set {s}, coefficient {i}");
            }
            var rest = r[(4 * fit.Coefficients.Count)..];
            double[] all = [fit.RSquared, fit.AdjustedRSquared, fit.Rmse, fit.ModelP, fit.Expected(rows[^1][1..]), fit.PredictionError(rows[^1][1..])];
            for (var i = 0; i < all.Length; i++) Assert.That(all[i], Is.EqualTo(rest[i]).Within((1e-7 * Math.Abs(rest[i])) + 1e-12), $"set {s}, figure {i}");
        }
    }

    [Test]
    public void A_variable_that_others_determine_is_named_and_too_few_observations_are_refused()
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 30).Select(_ => (A: random.NextDouble(), B: random.NextDouble() * 1e6)).ToList();
        Assert.That(LeastSquares.Of([.. rows.Select(r => new Observation(r.A, [r.A, r.B, (2 * r.B) - (3e6 * r.A) + 7]))]).Fault, Is.EqualTo(2));
        Assert.That(LeastSquares.Of([.. rows.Select(r => new Observation(r.A, [r.A, 300.15]))]).Fault, Is.EqualTo(1));
        Assert.That(LeastSquares.Of([.. rows.Take(3).Select(r => new Observation(r.A, [r.A, r.B]))]).Fault, Is.EqualTo(-1));
        Assert.That(LeastSquares.Of([]).Fault, Is.EqualTo(-1));
        var mean = LeastSquares.Of([.. rows.Select(r => new Observation(r.A, []))]).Fit!;
        Assert.That((mean.Coefficients.Single().Value, mean.ModelP), Is.EqualTo((rows.Average(r => r.A), double.NaN)).Using<(double, double)>((a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-12 && double.IsNaN(a.Item2) == double.IsNaN(b.Item2)));
    }

    [Test]
    public void Every_limit_that_a_fit_misses_is_told()
    {
        var random = new Random(4);
        var noise = LeastSquares.Of([.. Enumerable.Range(0, 10).Select(i => new Observation(random.NextDouble(), [i]))]).Fit!;
        Assert.That(FitCheck.Faults(noise, new FitLimitsModel(0.75, 0.1, 20, 12), ["x"]).Select(f => f.Split(' ')[0]), Is.EqualTo(new[] { "10", "R", "CV(RMSE)", "p" }));
        Assert.That(FitCheck.Faults(noise, new FitLimitsModel(0, 0, 0, 0), ["x"]), Is.Empty);
    }

    /// <summary>Rows of response and variables, of very different sizes; the last row is to be predicted.</summary>
    private static double[][] RandomSet(Random random)
    {
        var (count, variables) = (random.Next(8, 60), random.Next(1, 5));
        var slopes = Enumerable.Range(0, variables).Select(_ => random.Next(3) == 0 ? 0 : (random.NextDouble() - 0.5) * 20).ToArray();
        var offsets = slopes.Select(_ => random.Next(2) * 300.0).ToArray();
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var x = offsets.Select(o => o + (random.NextDouble() * 10)).ToArray();
            return (double[])[100 + x.Select((v, j) => v * slopes[j]).Sum() + ((random.NextDouble() - 0.5) * 40), .. x];
        })];
    }

    private static string Write(double[][] rows, string path)
    {
        var header = string.Join(',', Enumerable.Range(0, rows[0].Length).Select(i => i == 0 ? "y" : $"x{i}"));
        File.WriteAllLines(path, rows.Select(row => string.Join(',', row.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))).Prepend(header));
        return path;
    }

    private static async Task<List<double[]>> LmAsync(IEnumerable<string> files)
    {
        var script = Path.Combine(TestContext.CurrentContext.TestDirectory, "peers", "lm.R");
        using var process = Process.Start(new ProcessStartInfo("Rscript", [script, .. files]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (answer, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, await errors);
        return [.. (await answer).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())];
    }
}
