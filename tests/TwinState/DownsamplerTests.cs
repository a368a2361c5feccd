using FactoryTwin.Services.TwinState.History.Domain;

namespace FactoryTwin.TwinState.Tests;

public sealed class DownsamplerTests
{
    [Test]
    public void Keeps_what_a_brute_force_selection_keeps([Range(0, 199)] int seed)
    {
        var random = new Random(seed);
        var count = random.Next(0, 400);
        var max = random.Next(4, 60);
        var series = new List<TimedValue>();
        var ticks = 0L;
        for (var i = 0; i < count; i++) series.Add(new(ticks += random.Next(1, 50), random.Next(-5, 6), random.Next(1, 4)));
        var end = ticks + random.Next(1, 100);

        var reducer = new Downsampler(0, end, max);
        foreach (var sample in series) reducer.Add(sample);
        var kept = reducer.Finish();

        Assert.That(kept, Is.EqualTo(BruteForce(series, end, max / 4)));
        Assert.That(kept, Has.Count.LessThanOrEqualTo(max));
    }

    [Test]
    public void A_peak_of_one_sample_survives()
    {
        var reducer = new Downsampler(0, 100_000, 8);
        for (var i = 0; i < 100_000; i++) reducer.Add(new(i, i == 77_777 ? 1000 : 0, 1));
        Assert.That(reducer.Finish().Select(s => (s.Ticks, s.Value)), Does.Contain((77_777L, 1000.0)));
    }

    [Test]
    public void An_empty_series_stays_empty() => Assert.That(new Downsampler(0, 10, 4).Finish(), Is.Empty);

    private static List<TimedValue> BruteForce(List<TimedValue> series, long end, int buckets)
    {
        var width = ((end - 1) / buckets) + 1;
        return [.. series.GroupBy(s => s.Ticks / width).SelectMany(Corners).Distinct().OrderBy(s => s.Ticks)];
    }

    private static IEnumerable<TimedValue> Corners(IEnumerable<TimedValue> bucket)
    {
        var samples = bucket.OrderBy(s => s.Ticks).ToList();
        return [samples[0], samples.MinBy(s => s.Value), samples.MaxBy(s => s.Value), samples[^1]];
    }
}
