using FactoryTwin.Events.Common;
using FactoryTwin.Events.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace FactoryTwin.Events.Tests;

/// <summary>Old files go, but never before the known groups have read them, up to the hard cap.</summary>
public sealed class EmbeddedRetentionTests
{
    private readonly TemporaryDirectory _directory = new();

    [OneTimeTearDown]
    public void Remove() => _directory.Dispose();

    [Test]
    public async Task What_every_group_has_read_is_deleted_beyond_the_limit()
    {
        var (partition, start) = await ApplyAsync(new() { RetentionBytes = 3000 }, readTo: 100);

        Assert.That(start, Is.GreaterThan(0));
        Assert.That(partition, Is.LessThanOrEqualTo(3000));
    }

    [Test]
    public async Task What_a_group_has_not_read_stays()
    {
        var (_, start) = await ApplyAsync(new() { RetentionBytes = 3000 }, readTo: 0);

        Assert.That(start, Is.Zero);
    }

    [Test]
    public async Task The_hard_cap_counts_even_for_what_was_not_read()
    {
        var (bytes, start) = await ApplyAsync(new() { RetentionBytes = 3000, HardCapBytes = 5000 }, readTo: 0);

        Assert.That(start, Is.GreaterThan(0));
        Assert.That(bytes, Is.InRange(3000, 5000));
    }

    [Test]
    public async Task A_group_that_lags_behind_the_oldest_event_goes_on_from_it_and_the_loss_is_counted()
    {
        var path = _directory.Fresh();
        var options = new EmbeddedEventLogOptions { Directory = path, Partitions = 1, SegmentBytes = 1024, RetentionBytes = 3000, HardCapBytes = 5000 };
        await WriteAsync(options, readTo: 2);
        using var dropped = new CountedMetric("factorytwin.events.dropped");
        var numbers = new List<int>();
        await using var log = await EmbeddedEventLog.OpenAsync(options, TimeProvider.System);
        await Eventually.BecomesTrue(() => Directory.GetFiles(Path.Combine(path, "topics", "t", "000")).Length < 8);

        await using (new Running(stop => log.RunAsync(new("t", "g", (batch, _) => { lock (numbers) numbers.AddRange(batch.Events.Select(e => Events.NumberOf(e.Event))); return Task.CompletedTask; }), stop)))
            await Eventually.BecomesTrue(() => log.GetLags().All(l => l.Lag == 0));

        Assert.That(numbers, Is.EqualTo(Enumerable.Range(numbers[0], 100 - numbers[0])));
        Assert.That(dropped.Total, Is.EqualTo(numbers[0] - 2));
    }

    private async Task<(long Bytes, long Start)> ApplyAsync(EmbeddedEventLogOptions options, int readTo)
    {
        (options.Directory, options.Partitions, options.SegmentBytes) = (_directory.Fresh(), 1, 1024);
        var positions = await WriteAsync(options, readTo);
        using var metrics = new EventMetrics(null, TimeProvider.System, () => [], () => []);
        await using var topic = Topic.Open(Path.Combine(options.Directory, "topics"), "t", options, TimeProvider.System, metrics, (_, _) => { });
        new Retention(options, positions, TimeProvider.System, NullLogger.Instance).Apply(topic);
        return (topic.Partitions[0].Bytes, topic.Partitions[0].StartOffset);
    }

    private static async Task<GroupPositions> WriteAsync(EmbeddedEventLogOptions options, int readTo)
    {
        using var metrics = new EventMetrics(null, TimeProvider.System, () => [], () => []);
        await using var topic = Topic.Open(Path.Combine(options.Directory, "topics"), "t", options, TimeProvider.System, metrics, (_, _) => { });
        for (var i = 0; i < 100; i++) await topic.AppendAsync(Events.Numbered("k", i, 1), CancellationToken.None);
        var positions = new GroupPositions(Path.Combine(options.Directory, "groups.json"), TimeProvider.System);
        positions.Get(topic, "g").Partitions[0].Known = readTo;
        positions.MarkChanged();
        positions.SaveIfChanged();
        return positions;
    }
}
