using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using FactoryTwin.Events.Common;

namespace FactoryTwin.Events.Tests.Kafka;

/// <summary>Records are what the CloudEvents binding for Kafka says, read and written by a client and an SDK that are not ours.</summary>
public sealed class KafkaRecordTests : KafkaFixture
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [TestCase("none")]
    [TestCase("gzip")]
    public async Task The_official_SDK_reads_our_records(string compression)
    {
        await using var bus = await OpenAsync(o => o.Compression = compression);
        var time = new DateTimeOffset(2026, 3, 1, 9, 0, 0, 250, TimeSpan.FromHours(1)).AddTicks(1);
        var sent = new CloudEvent("a-1", "/tests", "test.Number", time, "unit/µ", new byte[] { 0, 1, 254, 255 }) { Subject = "points/µ", TraceParent = Trace };
        await bus.PublishAsync("r", [sent, .. Events.Numbered("k", 0, 20)], CancellationToken.None);

        var records = (await Peer.RunAsync("read", Cluster.BootstrapServers, Prefix + "r", "21")).Select(line => JsonDocument.Parse(line).RootElement).ToArray();

        var record = records.Single(r => r.GetProperty("event").GetProperty("id").GetString() == "a-1");
        Assert.That(record.GetProperty("key").GetBytesFromBase64(), Is.EqualTo(Encoding.UTF8.GetBytes("unit/µ")));
        Assert.That(record.GetProperty("value").GetBytesFromBase64(), Is.EqualTo(new byte[] { 0, 1, 254, 255 }));
        Assert.That(record.GetProperty("partition").GetInt32(), Is.EqualTo(KeyHash.Partition("unit/µ", 4)));
        Assert.That(record.GetProperty("headers").EnumerateObject().ToDictionary(h => h.Name, h => h.Value.GetString()!), Is.EqualTo(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = "application/protobuf", ["ce_specversion"] = "1.0", ["ce_id"] = "a-1", ["ce_source"] = "/tests", ["ce_type"] = "test.Number",
            ["ce_time"] = "2026-03-01T08:00:00.2500001Z", ["ce_partitionkey"] = "unit/µ", ["ce_subject"] = "points/µ", ["ce_traceparent"] = Trace, ["traceparent"] = Trace,
        }));
        var understood = record.GetProperty("event");
        Assert.That((Text(understood, "source"), Text(understood, "type"), Text(understood, "subject"), Text(understood, "partitionkey"), Text(understood, "traceparent")),
            Is.EqualTo(("/tests", "test.Number", "points/µ", "unit/µ", Trace)));
        Assert.That((Text(understood, "datacontenttype"), Text(understood, "specversion"), Text(understood, "time")), Is.EqualTo(("application/protobuf", "1.0", "2026-03-01T08:00:00.250Z")));
        Assert.That(records.Where(r => r.GetProperty("event").GetProperty("partitionkey").GetString() == "k").OrderBy(r => r.GetProperty("offset").GetInt32()).Select(r => Encoding.UTF8.GetString(r.GetProperty("value").GetBytesFromBase64())),
            Is.EqualTo(Enumerable.Range(0, 20).Select(i => $"{i}")));
    }

    [Test]
    public async Task Events_of_the_official_SDK_are_read()
    {
        await using var bus = await OpenAsync();
        var seen = new ConcurrentQueue<CloudEvent>();
        await using var run = new Running(stop => bus.RunAsync(new("w", "g", (batch, _) => Take(seen, batch)), stop));

        await Peer.RunAsync("write", Cluster.BootstrapServers, Prefix + "w");

        await Eventually.BecomesTrue(() => !seen.IsEmpty);
        var e = seen.Single();
        Assert.That(e.Data.ToArray(), Is.EqualTo(new byte[] { 0, 1, 254, 255 }));
        Assert.That(e with { Data = default }, Is.EqualTo(new CloudEvent("a-1", "/peer", "peer.Number", new(2026, 3, 1, 8, 0, 0, 250, TimeSpan.Zero), "unit-1", default) { Subject = "points/µ", TraceParent = Trace }));
    }

    [Test]
    public async Task A_record_that_is_no_event_becomes_a_dead_letter_with_its_bytes_and_headers_and_the_partition_goes_on()
    {
        await using var bus = await OpenAsync();
        var seen = new ConcurrentQueue<CloudEvent>();
        await using var run = new Running(stop => bus.RunAsync(new("f", "g", (batch, _) => Take(seen, batch)), stop));
        await bus.PublishAsync("f", Events.Numbered("k", 0, 1), CancellationToken.None);
        var place = new TopicPartition(Prefix + "f", KeyHash.Partition("k", 4));

        using (var foreign = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = Cluster.BootstrapServers }).Build())
            await foreign.ProduceAsync(place, new() { Key = [1, 2], Value = [3, 255], Headers = new() { { "ce_specversion", "9.9"u8.ToArray() }, { "foreign", [7, 0] } } });
        await bus.PublishAsync("f", Events.Numbered("k", 1, 1), CancellationToken.None);

        await Eventually.BecomesTrue(() => seen.Count == 2);
        var letter = (await bus.ListAsync(new("f", "g", 10), CancellationToken.None)).Single();
        Assert.That((letter.Offset, letter.Attempts, letter.Event.Id), Is.EqualTo((1L, 0, "f/1/1".Replace("/1/", $"/{place.Partition.Value}/"))));
        Assert.That(letter.Reason, Does.Contain("its CloudEvents version is '9.9'"));
        var kept = ReadFirst(Prefix + "f.g.deadletters");
        Assert.That(kept.Value, Is.EqualTo(new byte[] { 3, 255 }));
        Assert.That(kept.Headers.GetLastBytes("foreign"), Is.EqualTo(new byte[] { 7, 0 }));
        Assert.That(kept.Headers.GetLastBytes("deadletter_key"), Is.EqualTo(new byte[] { 1, 2 }));
        Assert.That(async () => await bus.ReplayAsync(letter.Id, "engineer", CancellationToken.None), Throws.TypeOf<ReplayFailedException>().With.Message.Contain("no event"));
    }

    [Test]
    public async Task The_header_traceparent_alone_continues_the_trace()
    {
        await using var bus = await OpenAsync();
        using var traces = new Traces();
        var seen = new ConcurrentQueue<(string Id, string? Trace)>();
        await using var run = new Running(stop => bus.RunAsync(new("p", "g", (batch, _) =>
        {
            foreach (var e in batch.Events) seen.Enqueue((e.Event.Id, Traces.Running));
            return Task.CompletedTask;
        }) { MaxBatchEvents = 1 }, stop));

        using (var foreign = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = Cluster.BootstrapServers }).Build())
        {
            Headers plain = new() { { "ce_specversion", "1.0"u8.ToArray() }, { "ce_source", "/peer"u8.ToArray() }, { "ce_type", "peer.Number"u8.ToArray() }, { "traceparent", Encoding.ASCII.GetBytes(Trace) } };
            await foreign.ProduceAsync(new TopicPartition(Prefix + "p", 0), new() { Key = [1], Value = [1], Headers = [.. plain, new Header("ce_id", "plain"u8.ToArray())] });
            await foreign.ProduceAsync(new TopicPartition(Prefix + "p", 0), new()
            {
                Key = [1], Value = [1], Headers = [.. plain, new Header("ce_id", "both"u8.ToArray()), new Header("ce_traceparent", Encoding.ASCII.GetBytes(Trace.Replace("0af7", "1bf7", StringComparison.Ordinal)))],
            });
        }

        await Eventually.BecomesTrue(() => seen.Count == 2);
        Assert.That(seen, Is.EqualTo([("plain", "0af7651916cd43dd8448eb211c80319c"), ("both", "1bf7651916cd43dd8448eb211c80319c")]), "the event's own extension counts where there are both");
    }

    private Message<byte[], byte[]> ReadFirst(string topic)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = Cluster.BootstrapServers, GroupId = "look" }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        return consumer.Consume(TimeSpan.FromSeconds(20)).Message;
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static Task Take(ConcurrentQueue<CloudEvent> seen, EventBatch batch)
    {
        foreach (var e in batch.Events) seen.Enqueue(e.Event);
        return Task.CompletedTask;
    }
}
