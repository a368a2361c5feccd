using FactoryTwin.Services.Scheduler.Planning.Domain;

namespace FactoryTwin.PublishedData.Tests.Scheduling;

/// <summary>What the deciders save against the benchmark on every day of three years of published prices.</summary>
public class SavingTests
{
    private static readonly SavingCase[] Cases =
    [
        new("2 in 1 h, 10 in 6 h from 08:00", 8, 2, 10, 6, Waits: false),
        new("2 in 1 h, 10 in 6 h from 16:00", 16, 2, 10, 6, Waits: false),
        new("2 in 1 h, 10 in 6 h from 16:00, idle may follow idle", 16, 2, 10, 6, Waits: true),
        new("4 in 1 h, 40 in 18 h from 08:00, idle may follow idle", 8, 4, 40, 18, Waits: true),
    ];

    [TestCaseSource(nameof(Cases))]
    public void The_look_ahead_saves_what_the_table_says_and_the_exact_optimum_is_never_beaten(object @case)
    {
        var given = (SavingCase)@case;
        var saved = new SortedDictionary<string, List<double>>(StringComparer.Ordinal);
        foreach (var (start, prices) in CapitalPrices.Days(given.Start, given.Hours))
        {
            var instance = given.On(start, prices);
            var benchmark = new BenchmarkDecider().Decide(instance, default).Objective;
            var exact = new ExactDecider().Decide(instance, default).Objective;
            Assert.That(exact, Is.LessThanOrEqualTo(benchmark + 1e-9));
            Save("exact optimum", exact);
            var warm = LookAheadDecider.Warm(1).Decide(instance, default).Objective;
            Assert.That(warm, Is.EqualTo(exact).Within(1e-9), $"{start:O}");
            Save("LLP with the exact cost-to-go, N = 1", warm);
            foreach (var window in new[] { 1, 3, 6 })
            {
                var lookAhead = new LookAheadDecider(window).Decide(instance, default).Objective;
                Assert.That(lookAhead, Is.InRange(exact - 1e-9, benchmark + 1e-9), $"{start:O}, N = {window}");
                Save($"LLP, N = {window}", lookAhead);
            }

            void Save(string decider, double objective)
            {
                if (!saved.TryGetValue(decider, out var list)) saved[decider] = list = [];
                list.Add(100 * (1 - (objective / benchmark)));
            }
        }
        var lines = saved.Select(s => SavingTable.Line($"{given.Name} | {s.Key}", s.Value)).ToList();
        TestContext.Out.WriteLine(string.Join('\n', lines));
        Assert.That(File.ReadAllText(Path.Combine(PublishedFolder.Repository, "docs", "scheduling.md")).Split('\n'), Is.SupersetOf(lines), "the table in docs/scheduling.md");
    }
}
