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
    private const int Count = 300_000;
    private const int Batch = 500;
    private const int Publishers = 4;

    /// <summary>Batches that a publisher has under way where it does not wait for one: near as many events as librdkafka's queue takes.</summary>
    private const int Ahead = 160;

    /// <summary>The mock keeps 5 MiB of a partition.</summary>
    private const int Partitions = 16;
    private const int EmbeddedPartitions = 8;

    public static async Task RunAsync(Settings settings)
    {
        var events = Enumerable.Range(0, Count).Select(Event).ToArray();
        var records = events.Select(e => new Record(e)).ToArray();
        var rates = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        void Note(string what, double seconds)
        {
            if (!rates.TryGetValue(what, out var list)) rates[what] = list = [];
            list.Add(Count / seconds);
        }
        // The first two rounds warm everything up and do not count.
        for (var round = -1; round <= settings.Rounds; round++)
        {
            await KafkaAsync(events, records, adapterFirst: int.IsEvenInteger(round), Note);
            await EmbeddedAsync(events, Note);
            if (round == 0) rates.Clear();
        }
        foreach (var (what, list) in rates.OrderBy(rate => rate.Key, StringComparer.Ordinal))
            Console.WriteLine($"events: {what,-28} {Median(list),10:0} /s  ({list.Min():0} to {list.Max():0})");
        Console.WriteLine($"events: adapter / bare: publish {Ratio(rates, "publish")}, publish and wait {Ratio(rates, "publish and wait")}, receive {Ratio(rates, "receive")}");
        Console.WriteLine($"events: {Count} events of 100 bytes in batches of {Batch} by 1 publisher with {Ahead} batches under way or by {Publishers} that wait for each, {Partitions} partitions, lz4, acks=all, idempotent; the embedded log ({EmbeddedPartitions} partitions, {Publishers} publishers that wait) flushes each write to the disk before it answers, publishes that wait share a flush");
    }

    /// <summary>Each pair in turn, on brokers of its own: what they keep is gone with them.</summary>
    private static async Task KafkaAsync(CloudEvent[] events, Record[] records, bool adapterFirst, Action<string, double> note)
    {
        using var cluster = new MockCluster();
        foreach (var topic in (string[])["ours", "bare", "ours-wait", "bare-wait"]) cluster.CreateTopic(topic, Partitions);
        await using var bus = await KafkaEventBus.OpenAsync(new() { BootstrapServers = cluster.BootstrapServers }, TimeProvider.System);
        (string Name, Func<Task<double>> Adapter, Action Bare)[] pairs =
        [
            ("publish", () => PublishAsync(bus, "ours", events, 1, Ahead), () => BareKafka.Produce(cluster.BootstrapServers, "bare", records)),
            ("publish and wait", () => PublishAsync(bus, "ours-wait", events, Publishers, 1), () => BareKafka.Produce(cluster.BootstrapServers, "bare-wait", records, Publishers, Batch)),
            ("receive", () => ReceiveAsync(bus, "ours"), () => BareKafka.Consume(cluster.BootstrapServers, "ours", "bare", Count)),
        ];
        foreach (var (name, adapter, bare) in pairs)
        {
            async Task AdapterAsync()
            {
                GC.Collect();
                note($"Kafka adapter, {name}", await adapter());
            }
            if (adapterFirst) await AdapterAsync();
            bare();
            note($"bare librdkafka, {name}", BareKafka.Clock.Elapsed.TotalSeconds);
            if (!adapterFirst) await AdapterAsync();
        }
    }

    private static async Task EmbeddedAsync(CloudEvent[] events, Action<string, double> note)
    {
        var directory = Directory.CreateTempSubdirectory("factorytwin-bus-");
        try
        {
            await using var log = await EmbeddedEventLog.OpenAsync(new() { Directory = directory.FullName, Partitions = EmbeddedPartitions }, TimeProvider.System);
            await log.PublishAsync("t", events[..1], CancellationToken.None);
            note("embedded log, publish", await PublishAsync(log, "t", events, Publishers, 1));
            note("embedded log, receive", await ReceiveAsync(log, "t"));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <param name="bus">Where to.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="events">All of them.</param>
    /// <param name="publishers">Tasks that publish.</param>
    /// <param name="ahead">Batches that each publisher has under way; 1: as the outbox relay does, the next when the last one is durable.</param>
    private static async Task<double> PublishAsync(IEventPublisher bus, string topic, CloudEvent[] events, int publishers, int ahead)
    {
        // Connected and with the topic's partitions known before the clock runs.
        if (bus is KafkaEventBus) await bus.PublishAsync(topic, [Event(0)], CancellationToken.None);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, publishers).Select(publisher => Task.Run(async () =>
        {
            var underWay = new Queue<Task>();
            for (var i = publisher * Batch; i < events.Length; i += publishers * Batch)
            {
                if (underWay.Count == ahead) await underWay.Dequeue();
                underWay.Enqueue(bus.PublishAsync(topic, new ArraySegment<CloudEvent>(events, i, Math.Min(Batch, events.Length - i)), CancellationToken.None).AsTask());
            }
            await Task.WhenAll(underWay);
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

    private static string Ratio(Dictionary<string, List<double>> rates, string what)
    {
        var ratios = rates["Kafka adapter, " + what].Zip(rates["bare librdkafka, " + what], (a, b) => a / b).ToList();
        return $"{Median(ratios):0.00} ({ratios.Min():0.00} to {ratios.Max():0.00})";
    }
}
