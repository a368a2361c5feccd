using System.Collections.Concurrent;

namespace FactoryTwin.Events.Tests.Kafka;

/// <summary>A broker says that it has no such offset. Brokers of its own: errors that nobody took would be another test's.</summary>
public sealed class KafkaDeniedPlaceTests : KafkaFixture
{
    private const string Topic = "plant.readings";
    private const short Fetch = 1;
    private const short ListOffsets = 2;
    private const int OffsetOutOfRange = 1;
    private const int NotAuthorized = 29;

    [Test]
    public async Task A_place_that_a_broker_denies_is_looked_for_until_it_answers_and_nothing_comes_twice_or_is_lost()
    {
        await using var bus = await OpenAsync();
        var seen = new ConcurrentQueue<int>();
        var offsets = new OwnOffsets();
        await using var run = new Running(stop => bus.RunAsync(new(Topic, "g", (batch, _) =>
        {
            foreach (var e in batch.Events) seen.Enqueue(Events.NumberOf(e.Event));
            offsets.Save(batch.Partition, batch.NextOffset);
            return Task.CompletedTask;
        }) { Offsets = offsets }, stop));
        await bus.PublishAsync(Topic, Events.Numbered("k", 0, 100), CancellationToken.None);
        await Eventually.BecomesTrue(() => seen.Count == 100);

        // No error that passes by itself within the call: the subscription ended on it.
        Cluster.FailNext(ListOffsets, NotAuthorized, NotAuthorized, NotAuthorized);
        Cluster.FailNext(Fetch, OffsetOutOfRange, OffsetOutOfRange, OffsetOutOfRange, OffsetOutOfRange);
        await bus.PublishAsync(Topic, Events.Numbered("k", 100, 100), CancellationToken.None);

        await Eventually.BecomesTrue(() => seen.Count >= 200);
        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, 200)));
    }
}
