using System.Collections.Concurrent;
using Confluent.Kafka;
using FactoryTwin.Events.Kafka;
using FactoryTwin.Events.Kafka.Native;
using FactoryTwin.Events.Kafka.Topics;
using Microsoft.Extensions.Logging.Abstractions;

namespace FactoryTwin.Events.Tests.Kafka;

/// <summary>What the clients and the brokers are told. The mock cluster has no admin API: what would be asked of one is looked at here.</summary>
public sealed class KafkaSettingsTests : KafkaFixture
{
    private static readonly KafkaOptions Options = new() { BootstrapServers = "kafka:9092", Prefix = "p." };

    [Test]
    public void The_producer_is_idempotent_and_every_copy_acknowledges()
    {
        var config = ClientConfigs.Producer(Options);
        Assert.That((config.EnableIdempotence, config.Acks, config.CompressionType), Is.EqualTo(((bool?)true, (Acks?)Acks.All, (CompressionType?)CompressionType.Lz4)));
    }

    [TestCase(AutoOffsetReset.Earliest)]
    [TestCase(AutoOffsetReset.Error)]
    public void Groups_move_cooperatively_and_nothing_is_committed_by_itself(AutoOffsetReset reset)
    {
        var config = ClientConfigs.Consumer(Options, "g", reset);
        Assert.That((config.PartitionAssignmentStrategy, config.EnableAutoCommit, config.EnableAutoOffsetStore, config.AutoOffsetReset),
            Is.EqualTo(((PartitionAssignmentStrategy?)PartitionAssignmentStrategy.CooperativeSticky, (bool?)false, (bool?)false, (AutoOffsetReset?)reset)));
    }

    [TestCase("zstd")]
    [TestCase("lz4")]
    [TestCase("snappy")]
    public async Task What_is_compressed_comes_back_as_it_was(string compression)
    {
        await using var bus = await OpenAsync(o => o.Compression = compression);
        var seen = new ConcurrentQueue<int>();
        await using var run = new Running(stop => bus.RunAsync(new("t", "g", (batch, _) =>
        {
            foreach (var e in batch.Events) seen.Enqueue(Events.NumberOf(e.Event));
            return Task.CompletedTask;
        }), stop));

        await bus.PublishAsync("t", Events.Numbered("k", 0, 1000), CancellationToken.None);

        await Eventually.BecomesTrue(() => seen.Count >= 1000);
        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, 1000)));
    }

    [Test]
    public void Topics_are_created_as_declared_and_those_of_dead_letters_are_compacted()
    {
        var options = new KafkaOptions { BootstrapServers = "kafka:9092", Prefix = "p.", ReplicationFactor = 3, Topics = { ["latest"] = new() { Compacted = true, Partitions = 2 } } };
        var topics = new TopicKeeper(options, null!, NullLogger.Instance).Specifications([new("prices", Publishes: true), new("latest", Publishes: false, "g")]);

        Assert.That(topics.Select(t => (t.Name, t.NumPartitions, t.ReplicationFactor, t.Configs["cleanup.policy"], t.Configs.GetValueOrDefault("retention.ms"))), Is.EqualTo([
            ("p.prices", 6, (short)3, "delete", "604800000"),
            ("p.latest", 2, (short)3, "compact", null),
            ("p.latest.g.deadletters", 1, (short)3, "compact", null)]));
    }
}
