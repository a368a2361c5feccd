using FactoryTwin.Services.TwinState.Live.Domain;

namespace FactoryTwin.TwinState.Tests;

public sealed class LiveTableTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void Shows_the_newest_reading_whatever_the_order_of_arrival([Range(0, 49)] int seed)
    {
        var random = new Random(seed);
        var readings = Enumerable.Range(0, 200).Select(i => Reading($"p{random.Next(5)}", i, seconds: i)).ToArray();
        random.Shuffle(readings);

        var table = new LiveTable();
        foreach (var reading in readings) table.Offer(reading);

        var newest = readings.GroupBy(r => r.Point).ToDictionary(g => g.Key, g => g.MaxBy(r => r.EventTime));
        Assert.That(table.All, Is.EquivalentTo(newest.Values));
    }

    [Test]
    public void A_repeated_or_late_reading_changes_nothing()
    {
        var table = new LiveTable();
        Assert.Multiple(() =>
        {
            Assert.That(table.Offer(Reading("a", 2, 2)), Is.True);
            Assert.That(table.Offer(Reading("a", 2, 2)), Is.False);
            Assert.That(table.Offer(Reading("a", 1, 1)), Is.False);
            Assert.That(table.Find("a")!.Value, Is.EqualTo(2));
        });
    }

    [Test]
    public void A_slow_watcher_gets_the_newest_value_of_each_point_and_the_count_of_the_others()
    {
        var pending = new PendingChanges(null);
        for (var i = 0; i < 10; i++) pending.Offer(Reading($"p{i % 2}", i, i));
        var conflated = pending.Conflated;
        Assert.Multiple(() =>
        {
            Assert.That(pending.Take().Select(r => r.Value), Is.EquivalentTo(new[] { 8.0, 9.0 }));
            Assert.That(conflated, Is.EqualTo(8));
            Assert.That(pending.IsEmpty, Is.True);
        });
    }

    [Test]
    public void A_watcher_of_some_points_gets_no_others()
    {
        var pending = new PendingChanges(new HashSet<string>(StringComparer.Ordinal) { "a" });
        Assert.Multiple(() =>
        {
            Assert.That(pending.Offer(Reading("b", 1, 1)), Is.False);
            Assert.That(pending.Offer(Reading("a", 1, 1)), Is.True);
            Assert.That(pending.Take().Single().Point, Is.EqualTo("a"));
        });
    }

    [TestCase(10, false, TestName = "A reading exactly as old as the limit is live")]
    [TestCase(10.001, true, TestName = "A reading just older than the limit is stale")]
    [TestCase(-5, false, TestName = "A reading from a clock that runs ahead has no age")]
    public void Staleness_by_age(double ageSeconds, bool stale)
    {
        var reading = Reading("a", 1, 0);
        Assert.That(Staleness.IsStale(reading, TimeSpan.FromSeconds(10), Noon.AddSeconds(ageSeconds)), Is.EqualTo(stale));
    }

    [Test]
    public void A_point_that_never_reported_is_stale() => Assert.That(Staleness.IsStale(null, TimeSpan.MaxValue, Noon), Is.True);

    private static LiveReading Reading(string point, double value, double seconds) =>
        new(point, value, "kPa", 1, Noon.AddSeconds(seconds), Noon.AddSeconds(seconds));
}
