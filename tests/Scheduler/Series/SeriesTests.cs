using FactoryTwin.Services.Scheduler.Planning.Domain;
using FactoryTwin.Services.Scheduler.Planning.Domain.Series;

namespace FactoryTwin.Scheduler.Tests.Series;

/// <summary>Stages in series against every choice of one string a stage, each checked for its inventories minute by minute.</summary>
public class SeriesTests
{
    private static readonly DateTimeOffset T0 = new(2026, 3, 1, 6, 0, 0, TimeSpan.Zero);

    [Test]
    public void The_exact_search_finds_the_cheapest_of_all_choices_and_the_bound_lies_below_it()
    {
        var (feasible, pulled, best) = (0, 0, 0);
        for (var seed = 0; seed < 150; seed++)
        {
            var series = Random(seed);
            var least = Least(series);
            var exact = new SeriesDecider { MostStates = 5_000_000 }.Decide(series, default);
            var pull = new SeriesDecider { MostStates = 0 }.Decide(series, default);
            Assert.That(exact.IsFeasible, Is.EqualTo(least is not null), $"seed {seed}: {exact.InfeasibleReason}");
            if (least is null)
            {
                Assert.That(pull.IsFeasible, Is.False, $"seed {seed}");
                continue;
            }
            feasible++;
            Assert.That(Faults(series, exact), Is.Empty, $"seed {seed}");
            Assert.That(exact.EnergyCost, Is.EqualTo(least.Value).Within(1e-9), $"seed {seed}");
            Assert.That(exact.GapPercent, Is.Zero);
            if (!pull.IsFeasible) continue;
            pulled++;
            Assert.That(Faults(series, pull), Is.Empty, $"seed {seed}");
            Assert.That(pull.LowerBound, Is.LessThanOrEqualTo(least.Value + 1e-9), $"seed {seed}");
            Assert.That(pull.EnergyCost, Is.GreaterThanOrEqualTo(least.Value - 1e-9), $"seed {seed}");
            if (pull.EnergyCost <= least.Value + 1e-9) best++;
        }
        TestContext.Out.WriteLine($"{feasible} feasible, {pulled} found by pulling, {best} of them optimal");
        Assert.That((feasible > 60, pulled > feasible * 2 / 3, best > pulled / 3), Is.EqualTo((true, true, true)));
    }

    [Test]
    public void A_day_of_three_stages_has_a_schedule_with_its_gap()
    {
        BatchEvent[] Sizes(int minutes, double mw) => [new(0, TimeSpan.FromMinutes(15), 0.02), .. Enumerable.Range(1, 4).Select(b => new BatchEvent(b, TimeSpan.FromMinutes(minutes), mw + (0.2 * b)))];
        var prices = PriceCurve.Create(Enumerable.Range(0, 24).Select(h => new PriceStep(T0.AddHours(h), T0.AddHours(h + 1), Math.Round(60 - (30 * Math.Cos(2 * Math.PI * h / 24)), 2))));
        var stages = new[] { (30, 0.5), (45, 0.3), (30, 0.8) }.Select((s, j) => new Stage(new BatchModel(Sizes(s.Item1, s.Item2), 0, 0, allowConsecutiveIdle: true), 0, j == 0 ? int.MaxValue : 12));
        var series = new SeriesInstance([.. stages], new DueDates([new(20, T0.AddHours(12)), new(60, T0.AddHours(24))]), T0, prices);
        var schedule = new SeriesDecider().Decide(series, default);
        Assert.That(schedule.IsFeasible, Is.True, schedule.InfeasibleReason);
        Assert.That(Faults(series, schedule), Is.Empty);
        TestContext.Out.WriteLine($"gap {schedule.GapPercent:F2} %");
        Assert.That(schedule.GapPercent, Is.LessThan(15));
    }

    /// <summary>What is wrong with a schedule, from its events' times and parts alone.</summary>
    private static List<string> Faults(SeriesInstance series, SeriesSchedule schedule)
    {
        var faults = new List<string>();
        var strings = schedule.Stages.Select(s => s.Events.Select(e => (e.Event.Parts, e.Start, e.End)).ToList()).ToList();
        for (var j = 0; j < strings.Count; j++)
        {
            var (at, before) = (series.Start, (int?)null);
            foreach (var (b, start, end) in strings[j])
            {
                var e = series.Stages[j].Model.Sizes[b];
                if (start != at || end != start + e.SetUp + e.Processing) faults.Add($"stage {j}: times at {start:O}");
                if (before is { } p && series.Stages[j].Model.Forbidden.Contains((p, b))) faults.Add($"stage {j}: {b} after {p}");
                (at, before) = (end, b);
            }
        }
        if (!Holds(series, strings)) faults.Add("inventories or due dates");
        var cost = schedule.Stages.Sum(s => s.Events.Sum(e => PricedTimedAutomaton.Cost(e.Event, e.Start, series.Prices)));
        if (Math.Abs(cost - schedule.EnergyCost) > 1e-9) faults.Add("cost");
        return faults;
    }

    /// <summary>At every moment at which something starts or ends: inventories are never negative nor beyond their room, and due dates are met.</summary>
    private static bool Holds(SeriesInstance series, List<List<(int Parts, DateTimeOffset Start, DateTimeOffset End)>> strings)
    {
        var made = strings[^1];
        if (made.Sum(e => e.Parts) != series.Demand || strings.Any(s => s.Count > 0 && s[^1].End > series.DueDates.Last)) return false;
        if (series.DueDates.Ordered.Any(d => made.Where(e => e.End <= d.Time).Sum(e => e.Parts) < d.Parts)) return false;
        for (var j = 1; j < strings.Count; j++)
        {
            foreach (var t in strings[j].Select(e => e.Start).Concat(strings[j - 1].Select(e => e.End)))
            {
                var come = series.Stages[j].Stock + strings[j - 1].Where(e => e.End <= t).Sum(e => e.Parts);
                // Parts come before others are taken at the same moment.
                if (come - strings[j].Where(e => e.Start <= t).Sum(e => e.Parts) < 0 || come - strings[j].Where(e => e.Start < t).Sum(e => e.Parts) > series.Stages[j].Room) return false;
            }
        }
        return true;
    }

    private static double? Least(SeriesInstance series)
    {
        var all = series.Stages.Select(s => Strings(series, s.Model)).ToList();
        double? least = null;
        foreach (var first in all[0])
        {
            foreach (var second in all[1])
            {
                var cost = first.Cost + second.Cost;
                if ((least is null || cost < least) && Holds(series, [first.Events, second.Events])) least = cost;
            }
        }
        return least;
    }

    private static List<(List<(int Parts, DateTimeOffset Start, DateTimeOffset End)> Events, double Cost)> Strings(SeriesInstance series, BatchModel model)
    {
        var found = new List<(List<(int, DateTimeOffset, DateTimeOffset)>, double)>();
        Extend([], series.Start, null, 0);
        return found;

        void Extend(List<(int, DateTimeOffset, DateTimeOffset)> events, DateTimeOffset time, int? before, double cost)
        {
            found.Add(([.. events], cost));
            foreach (var e in model.Sizes)
            {
                var end = time + e.SetUp + e.Processing;
                if (end > series.DueDates.Last || (before is { } b && model.Forbidden.Contains((b, e.Parts)))) continue;
                events.Add((e.Parts, time, end));
                Extend(events, end, e.Parts, cost + PricedTimedAutomaton.Cost(e, time, series.Prices));
                events.RemoveAt(events.Count - 1);
            }
        }
    }

    private static SeriesInstance Random(int seed)
    {
        var random = new Random(seed);
        const int slots = 7;
        Stage Stage(int j)
        {
            var capacity = random.Next(1, 3);
            var sizes = Enumerable.Range(0, capacity + 1).Select(b => new BatchEvent(b, TimeSpan.FromMinutes(10 * (b == 0 ? 1 : random.Next(1, 4))), b == 0 ? random.Next(2) / 4.0 : random.Next(1, 6) / 4.0));
            var stock = j == 0 ? 0 : random.Next(3);
            return new Stage(new BatchModel([.. sizes], 0, 0, allowConsecutiveIdle: random.Next(2) == 0), stock, random.Next(2) == 0 ? int.MaxValue : stock + random.Next(1, 3));
        }
        var parts = random.Next(1, 6);
        DueDate[] due = [new(parts, T0.AddMinutes(10 * slots)), new(random.Next(0, parts), T0.AddMinutes(10 * random.Next(3, slots)))];
        var prices = Enumerable.Range(0, slots).Select(k => new PriceStep(T0.AddMinutes(10 * k), T0.AddMinutes(10 * (k + 1)), random.Next(-5, 60)));
        return new SeriesInstance([Stage(0), Stage(1)], new DueDates(due.Where(d => d.Parts > 0)), T0, PriceCurve.Create(prices));
    }
}
