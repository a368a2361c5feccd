using System.Diagnostics;
using FactoryTwin.Events;
using FactoryTwin.Events.Kafka;
using FactoryTwin.MockKafka.Testing;

namespace FactoryTwin.Benchmarks.Bus;

/// <summary>What this process holds while a consumer is a hundred times slower than the producer.</summary>
internal static class BusMemory
{
    private const int Events = 800;
    private const int Bytes = 1_000;

    public static async Task RunAsync(Settings settings)
    {
        using var cluster = new MockCluster();
        await using var bus = await KafkaEventBus.OpenAsync(new() { BootstrapServers = cluster.BootstrapServers }, TimeProvider.System);
        var directory = Directory.CreateTempSubdirectory("factorytwin-bus-");
        try
        {
            await using (var log = await EmbeddedEventLog.OpenAsync(new() { Directory = directory.FullName }, TimeProvider.System))
                await CurveAsync("embedded log", log, log);
            await CurveAsync("Kafka adapter (with the brokers' 5 MiB a partition)", bus, bus);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task CurveAsync(string name, IEventPublisher publisher, IEventSubscriber subscriber)
    {
        using var stop = new CancellationTokenSource();
        var handled = 0;
        var run = subscriber.RunAsync(new("slow", "slow", async (batch, cancelled) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancelled);
            Interlocked.Add(ref handled, batch.Events.Count);
        }) { MaxBatchEvents = 10 }, stop.Token);
        for (var round = 0; round <= 20; round++)
        {
            if (round % 4 == 0)
                Console.WriteLine($"events: {name}: published {round * Events,6}, handled {Volatile.Read(ref handled),5}, managed {GC.GetTotalMemory(true) >> 20,4} MiB, resident {Process.GetCurrentProcess().WorkingSet64 >> 20,4} MiB");
            await Task.Delay(TimeSpan.FromMilliseconds(300));
            await publisher.PublishAsync("slow", [.. Enumerable.Range(0, Events).Select(i => new CloudEvent($"{round}-{i}", "/bench", "bench.Slow", DateTimeOffset.UnixEpoch, $"k{i % 50}", Data(i)))], CancellationToken.None);
        }
        await stop.CancelAsync();
        await run;
    }

    private static byte[] Data(int seed)
    {
        var data = new byte[Bytes];
        new Random(seed).NextBytes(data);
        return data;
    }
}
