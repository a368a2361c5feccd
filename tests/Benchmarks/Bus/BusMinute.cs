using System.Diagnostics;
using FactoryTwin.Events;
using FactoryTwin.Events.Kafka;

namespace FactoryTwin.Benchmarks.Bus;

/// <summary>
/// A group that blocks for a minute beside one that does not, and what the process holds meanwhile. Every second: how many are published, how
/// many each group handled, how many wait for the blocked one, the managed heap and the resident memory.
/// </summary>
internal static class BusMinute
{
    private const int EventsPerSecond = 1000;
    private const int Bytes = 100;
    private const int Keys = 50;
    private const int Partitions = 8;
    private static readonly TimeSpan Around = TimeSpan.FromSeconds(10);

    /// <summary>Blocks for <see cref="Settings.Seconds"/>, over the embedded log and over Kafka's protocol.</summary>
    public static async Task RunAsync(Settings settings)
    {
        var blocked = TimeSpan.FromSeconds(settings.Seconds);
        List<MinuteChart.Sample> embedded;
        var directory = Directory.CreateTempSubdirectory("factorytwin-bus-");
        try
        {
            await using var log = await EmbeddedEventLog.OpenAsync(new() { Directory = directory.FullName, Partitions = Partitions }, TimeProvider.System);
            embedded = await RunAsync("embedded log", log, log, blocked);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
        // In a process of its own, so that what the brokers hold is not counted as ours.
        using var brokers = Brokers.Start();
        await using var bus = await KafkaEventBus.OpenAsync(new() { BootstrapServers = brokers.Address }, TimeProvider.System);
        var kafka = await RunAsync("Kafka adapter", bus, bus, blocked);
        if (Environment.GetEnvironmentVariable("FACTORYTWIN_UPDATE") == "1")
            await File.WriteAllTextAsync(Path.Combine("docs", "images", "events-minute.svg"), MinuteChart.Draw([("embedded log", embedded), ("Kafka adapter", kafka)]));
    }

    private static async Task<List<MinuteChart.Sample>> RunAsync(string name, IEventPublisher publisher, IEventSubscriber subscriber, TimeSpan blockedFor)
    {
        var (published, quick, slow, wrong) = (0L, 0L, 0L, 0L);
        var gate = new TaskCompletionSource();
        gate.SetResult();
        var next = new Dictionary<string, long>(StringComparer.Ordinal);
        using var stop = new CancellationTokenSource();
        var runs = new[]
        {
            subscriber.RunAsync(new("minute", "quick", (batch, _) =>
            {
                Interlocked.Add(ref quick, batch.Events.Count);
                return Task.CompletedTask;
            }), stop.Token),
            subscriber.RunAsync(new("minute", "slow", async (batch, cancelled) =>
            {
                await Volatile.Read(ref gate).Task.WaitAsync(cancelled);
                lock (next)
                {
                    foreach (var e in batch.Events)
                    {
                        var number = long.Parse(e.Event.Id, System.Globalization.CultureInfo.InvariantCulture);
                        if (number != next.GetValueOrDefault(e.Event.Key)) wrong++;
                        next[e.Event.Key] = number + 1;
                    }
                }
                Interlocked.Add(ref slow, batch.Events.Count);
            }), stop.Token),
        };
        Console.WriteLine($"events: {name}: second, phase, published, other group handled in this second, blocked group handled, its lag, heap MiB, resident MiB");
        var clock = Stopwatch.StartNew();
        var seconds = (int)(Around + blockedFor + Around).TotalSeconds;
        var samples = new List<MinuteChart.Sample>();
        var rates = new Dictionary<string, List<long>>(StringComparer.Ordinal);
        for (var second = 1; second <= seconds; second++)
        {
            var phase = second <= Around.TotalSeconds ? "before" : second <= (Around + blockedFor).TotalSeconds ? "blocked" : "after";
            if (phase == "blocked" && gate.Task.IsCompleted) Volatile.Write(ref gate, new());
            if (phase == "after") gate.TrySetResult();
            var before = Interlocked.Read(ref quick);
            // Ten times a second, whoever listens.
            for (var tenth = 0; tenth < 10; tenth++)
            {
                await publisher.PublishAsync("minute", Batch(published / Keys, EventsPerSecond / 10 / Keys), CancellationToken.None);
                published += EventsPerSecond / 10;
                var due = TimeSpan.FromSeconds(second - 1 + ((tenth + 1) / 10.0)) - clock.Elapsed;
                if (due > TimeSpan.Zero) await Task.Delay(due);
            }
            var handled = Interlocked.Read(ref quick) - before;
            if (!rates.TryGetValue(phase, out var list)) rates[phase] = list = [];
            list.Add(handled);
            var sample = new MinuteChart.Sample(published - Interlocked.Read(ref slow), handled, GC.GetTotalMemory(true) / 1048576.0, Process.GetCurrentProcess().WorkingSet64 / 1048576.0);
            samples.Add(sample);
            Console.WriteLine($"events: {name}: {second,3} {phase,-7} {published,7} {handled,6} {published - sample.Lag,7} {sample.Lag,6} {sample.HeapMiB,5:0.0} {sample.ResidentMiB,5:0}");
        }
        for (var i = 0; i < 300 && Interlocked.Read(ref slow) < published; i++) await Task.Delay(100);
        Console.WriteLine($"events: {name}: the other group's median a second: before {Median(rates["before"])}, blocked {Median(rates["blocked"])}, after {Median(rates["after"])}");
        Console.WriteLine($"events: {name}: published {published}, the blocked group handled {slow} in the end, {wrong} out of order, lost or twice");
        await stop.CancelAsync();
        await Task.WhenAll(runs);
        return samples;
    }

    /// <summary>So many events of each key, numbered on by key.</summary>
    private static CloudEvent[] Batch(long first, int ofEach) =>
        [.. from i in Enumerable.Range(0, ofEach)
            from key in Enumerable.Range(0, Keys)
            select new CloudEvent($"{first + i}", "/bench", "bench.Minute", DateTimeOffset.UnixEpoch, $"k{key}", new byte[Bytes])];

    private static long Median(List<long> values) => values.Order().ElementAt(values.Count / 2);
}
