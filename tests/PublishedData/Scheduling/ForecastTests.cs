using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Scenarios;

namespace FactoryTwin.PublishedData.Tests.Scheduling;

/// <summary>What not knowing the prices costs, on every day of three years: planned once on a forecast, and planned anew before each event, against perfect foresight.</summary>
public class ForecastTests
{
    private const int PastDays = 7;
    private const int LevelHours = 6;
    private static readonly SavingCase Case = new("4 in 1 h, 40 in 18 h from 08:00, idle may follow idle", 8, 4, 40, 18, Waits: true);

    [TestCase(1)]
    [TestCase(4)]
    [TestCase(12)]
    public void Planning_anew_is_worth_what_the_table_says_and_foresight_is_never_beaten(int notice)
    {
        var (once, anew, level, gained) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        foreach (var (start, prices) in CapitalPrices.Days(Case.Start, Case.Hours))
        {
            if (CapitalPrices.Forecast(start.AddHours(-LevelHours), LevelHours + Case.Hours, PastDays) is not { } forecast) continue;
            var (instance, known) = (Case.On(start, prices), TimeSpan.FromHours(notice));
            var plain = ScenarioStudy.Of(instance, _ => forecast, known, default)!;
            // An hour that has begun is known; the level is that of whole hours.
            var scaled = ScenarioStudy.Of(instance, until => CapitalPrices.Scaled(forecast, new DateTimeOffset(until.Ticks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero), LevelHours), known, default)!;
            var least = plain.Foresight.Objective;
            foreach (var policy in new[] { plain.Fixed, plain.Replanned, scaled.Fixed, scaled.Replanned }) Assert.That(policy.Objective, Is.GreaterThanOrEqualTo(least - 1e-9), $"{start:O}");
            once.Add(100 * ((plain.Fixed.Objective / least) - 1));
            anew.Add(100 * ((plain.Replanned.Objective / least) - 1));
            level.Add(100 * ((scaled.Replanned.Objective / least) - 1));
            gained.Add(100 * (1 - (scaled.Replanned.Objective / plain.Fixed.Objective)));
        }
        string[] lines =
        [
            SavingTable.Line($"{notice} h | planned once, above foresight", once),
            SavingTable.Line($"{notice} h | planned anew, above foresight", anew),
            SavingTable.Line($"{notice} h | planned anew on the level of the last hours, above foresight", level),
            SavingTable.Line($"{notice} h | saved by the latter against planning once", gained),
        ];
        TestContext.Out.WriteLine(string.Join('\n', lines));
        Assert.That(lines.Except(File.ReadAllText(Path.Combine(PublishedFolder.Repository, "docs", "scheduling.md")).Split('\n')), Is.Empty, "the table in docs/scheduling.md");
    }
}
