using System.Diagnostics;
using FactoryTwin.Events;
using FactoryTwin.Events.Kafka;
using FactoryTwin.MockKafka.Testing;

namespace FactoryTwin.Benchmarks.Bus;

/// <summary>
/// The Kafka adapter against bare librdkafka, and the embedded log, on the same events in the same run, round by round in turn. The brokers
/// are librdkafka's mock in this process: they cost a core's time of both alike, and keep nothing on disk.
/// </summary>
internal static class BusContest
{
    private const int Count = 100_000;
    private const int Batch = 500;
    private const int Publishers = 4;
    private const int Partitions = 8;

    public static async Task RunAsync(Settings settings)
    {
        using var cluster = new MockCluster();
        var events = Enumerable.Range(0, Count).Select(Event).ToArray();
        var rates = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        void Note(string what, double seconds)
        {
            if (!rates.TryGetValue(what, out var list)) rates[what] = list = [];
            list.Add(Count / seconds);
        }
        // The first round warms everything up and does not count.
        for (var round = 0; round <= settings.Rounds; round++)
        {
            var topic = $"round-{round}";
            cluster.CreateTopic(topic, Partitions);
            cluster.CreateTopic($"bare-{round}", Partitions);
            await using var bus = await KafkaEventBus.OpenAsync(new() { BootstrapServers = cluster.BootstrapServers }, TimeProvider.System);
            BareKafka.Produce(cluster.BootstrapServers, $"bare-{round}", events);
            Note("bare librdkafka, produce", BareKafka.Clock.Elapsed.TotalSeconds);
            Note("Kafka adapter, publish", await PublishAsync(bus, topic, events));
            BareKafka.Consume(cluster.BootstrapServers, topic, $"bare-{round}", Count);
            Note("bare librdkafka, consume", BareKafka.Clock.Elapsed.TotalSeconds);
            Note("Kafka adapter, receive", await ReceiveAsync(bus, topic));
            await EmbeddedAsync(events, Note);
            if (round == 0) rates.Clear();
        }
        foreach (var (what, list) in rates) Console.WriteLine($"events: {what,-28} {Median(list),10:0} /s  ({list.Min():0} to {list.Max():0})");
        Console.WriteLine($"events: adapter / bare: publish {Ratio(rates, "Kafka adapter, publish", "bare librdkafka, produce")}, receive {Ratio(rates, "Kafka adapter, receive", "bare librdkafka, consume")}");
        Console.WriteLine($"events: {Count} events of 100 bytes in batches of {Batch} by {Publishers} publishers, {Partitions} partitions, lz4, acks=all, idempotent; the embedded log flushes each write to the disk before it answers, publishes that wait share a flush");
    }

    private static async Task EmbeddedAsync(CloudEvent[] events, Action<string, double> note)
    {
        var directory = Directory.CreateTempSubdirectory("factorytwin-bus-");
        try
        {
            await using var log = await EmbeddedEventLog.OpenAsync(new() { Directory = directory.FullName, Partitions = Partitions }, TimeProvider.System);
            await log.PublishAsync("t", events[..1], CancellationToken.None);
            note("embedded log, publish", await PublishAsync(log, "t", events));
            note("embedded log, receive", await ReceiveAsync(log, "t"));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<double> PublishAsync(IEventPublisher bus, string topic, CloudEvent[] events)
    {
        // Connected and with the topic's partitions known before the clock runs.
        if (bus is KafkaEventBus) await bus.PublishAsync(topic, [Event(0)], CancellationToken.None);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(publisher => Task.Run(async () =>
        {
            // As the outbox relay does, each publishes its next batch when the last one is durable.
            for (var i = publisher * Batch; i < events.Length; i += Publishers * Batch)
                await bus.PublishAsync(topic, new ArraySegment<CloudEvent>(events, i, Math.Min(Batch, events.Length - i)), CancellationToken.None);
        })));
        return clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> ReceiveAsync(IEventSubscriber bus, string topic)
    {
        using var stop = new CancellationTokenSource();
        var clock = new Stopwatch();
        var (received, bytes) = (0, 0L);
        var done = new TaskCompletionSource();
        var run = bus.RunAsync(new(topic, "reader", (batch, _) =>
        {
            lock (clock)
            {
                if (received == 0) clock.Restart();
                foreach (var e in batch.Events) bytes += e.Event.Data.Length;
                received += batch.Events.Count;
                if (received < Count) return Task.CompletedTask;
                clock.Stop();
                done.TrySetResult();
            }
            return Task.CompletedTask;
        }), stop.Token);
        await Task.WhenAny(done.Task, run);
        await stop.CancelAsync();
        await run;
        return clock.Elapsed.TotalSeconds;
    }

    private static CloudEvent Event(int i)
    {
        var data = new byte[100];
        new Random(i).NextBytes(data);
        return new($"{i:x16}", "/services/ingestion", "factorytwin.ingestion.v1.TelemetryRecorded", DateTimeOffset.UnixEpoch.AddMilliseconds(i), $"sources/{i % 100}", data);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Ratio(Dictionary<string, List<double>> rates, string ours, string bare)
    {
        var ratios = rates[ours].Zip(rates[bare], (a, b) => a / b).ToList();
        return $"{Median(ratios):0.00} ({ratios.Min():0.00} to {ratios.Max():0.00})";
    }
}
