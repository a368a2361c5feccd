using FactoryTwin.Services.TwinState.History;
using FactoryTwin.Storage;
using FactoryTwin.Storage.Histories;
using FactoryTwin.Storage.Histories.Aggregates;

namespace FactoryTwin.TwinState.Tests;

public sealed class DrawingTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public void Keeps_what_a_brute_force_selection_keeps([Range(0, 99)] int seed)
    {
        var random = new Random(seed);
        var max = random.Next(4, 60);
        var series = new List<Sample>();
        var ticks = 0L;
        for (var i = random.Next(0, 400); i > 0; i--) series.Add(new(Start.AddTicks(ticks += random.Next(1, 50)), random.Next(-5, 6), random.Next(1, 4)));
        var end = Start.AddTicks(ticks + random.Next(1, 100));

        var kept = Reduce(series, end, max);
        Assert.That(kept, Is.EqualTo(BruteForce(series, end, max / 4)));
        Assert.That(kept, Has.Count.LessThanOrEqualTo(max));
    }

    [Test]
    public void A_peak_of_one_sample_survives()
    {
        var series = Enumerable.Range(0, 100_000).Select(i => new Sample(Start.AddTicks(i), i == 77_777 ? 1000 : 0, 1)).ToList();
        Assert.That(Reduce(series, Start.AddTicks(100_000), 8), Does.Contain(series[77_777]));
    }

    private static List<Sample> Reduce(List<Sample> series, DateTimeOffset end, int max)
    {
        var fold = new AggregateFold(new AggregateQuery(Start, end, Drawing.Interval(Start, end, max)) { Use = QualityUse.All });
        series.ForEach(sample => fold.Add(Row.Of(sample)));
        return [.. Drawing.Corners(fold.Finish())];
    }

    private static List<Sample> BruteForce(List<Sample> series, DateTimeOffset end, int buckets)
    {
        var width = (((end - Start).Ticks - 1) / buckets) + 1;
        return [.. series.GroupBy(s => (s.Time - Start).Ticks / width).SelectMany(Corners).Distinct().OrderBy(s => s.Time)];
    }

    private static IEnumerable<Sample> Corners(IEnumerable<Sample> bucket)
    {
        var samples = bucket.OrderBy(s => s.Time).ToList();
        return [samples[0], samples.MinBy(s => s.Value), samples.MaxBy(s => s.Value), samples[^1]];
    }
}
