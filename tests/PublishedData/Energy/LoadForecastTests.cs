using System.Diagnostics;
using System.Globalization;
using FactoryTwin.Services.Energy.Forecasts.Domain;
using FactoryTwin.Testing;

namespace FactoryTwin.PublishedData.Tests.Energy;

/// <summary>Day-ahead forecasts of the steel plant's last quarter, from a new origin every midnight.</summary>
public class LoadForecastTests
{
    private const int Origins = 92;
    private const int Warm = 28;
    private static readonly SeriesShape Quarters = new(SteelLoad.StepsPerDay);
    private static readonly Lazy<double[]> Load = new(SteelLoad.Read);

    [Test]
    public void The_file_is_the_published_one() =>
        Assert.That((Load.Value.Length, Math.Round(Load.Value.Sum(), 2)), Is.EqualTo((35_040, 959_636.71)));

    [Test]
    public void Models_score_what_the_table_says_and_the_best_beats_the_naive_one()
    {
        var plan = new BacktestPlan(SteelLoad.StepsPerDay, SteelLoad.StepsPerDay, Origins, Warm);
        Assert.That(plan.At(Load.Value.Length).ElementAt(Warm), Is.EqualTo(SteelLoad.LastQuarter));
        var scores = Forecasters.All.Select(f => Backtest.Run(f, Load.Value, Quarters, plan, default).Score).ToList();
        var lines = scores.ConvertAll(s => string.Create(CultureInfo.InvariantCulture,
            $"| {s.Model} | {s.Mae:F2} | {s.Rmse:F2} | {s.Bias:F2} | {100 * s.Wape:F1} | {s.Mase:F3} | {s.Pinball:F2} | {100 * s.Coverage:F1} |"));
        TestContext.Out.WriteLine(string.Join('\n', lines));
        Assert.That(scores.Single(s => s.Model == "analogue-days").Mase, Is.LessThan(0.75 * scores[0].Mase), "a quarter better than seasonal naive");
        Assert.That(File.ReadAllText(Path.Combine(PublishedFolder.Repository, "docs", "energy.md")).Split('\n'), Is.SupersetOf(lines), "the table in docs/energy.md");
    }

    /// <summary>R runs here and now, on some midnights of the quarter so that it does not take long; the whole quarter is in docs/energy.md.</summary>
    [TestCase("tslm", 13)]
    [TestCase("stlf-robust", 3)]
    public async Task The_forecast_is_better_than_that_of_R(string model, int every)
    {
        var origins = Enumerable.Range(0, Origins).Where(d => d % every == 0).Select(d => SteelLoad.LastQuarter + (d * SteelLoad.StepsPerDay)).ToList();
        var theirs = await OfRAsync(model, origins);
        var ours = new AnalogueDays(Forecasters.Analogue);
        var scale = Score.Scale(Load.Value.AsSpan(0, SteelLoad.LastQuarter), Quarters);
        var mase = (Ours: Mase(origins.Select(o => ours.Forecast(Load.Value.AsSpan(0, o), Quarters, SteelLoad.StepsPerDay))), Theirs: Mase(theirs));
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{origins.Count} origins: analogue-days {mase.Ours:F3}, R {model} {mase.Theirs:F3}"));
        Assert.That(mase.Theirs, Is.InRange(0.5, 1.0), "R's forecasts make sense");
        Assert.That(mase.Ours, Is.LessThan(0.9 * mase.Theirs));

        double Mase(IEnumerable<double[]> forecasts) =>
            forecasts.Zip(origins).SelectMany(f => f.First.Select((v, h) => Math.Abs(v - Load.Value[f.Second + h]))).Average() / scale;
    }

    private static async Task<List<double[]>> OfRAsync(string model, IEnumerable<int> origins)
    {
        using var folder = new TempDirectory();
        var (series, answer) = (Path.Combine(folder.Path, "series"), Path.Combine(folder.Path, "answer"));
        await File.WriteAllLinesAsync(series, Load.Value.Select(v => v.ToString(CultureInfo.InvariantCulture)));
        var script = Path.Combine(PublishedFolder.Repository, "tests", "PublishedData", "peers", "forecast.R");
        using var process = Process.Start(new ProcessStartInfo("Rscript", [script, model, series, answer, .. origins.Select(o => o.ToString(CultureInfo.InvariantCulture))]) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, errors);
        return [.. (await File.ReadAllLinesAsync(answer)).Select(l => l.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())];
    }
}
