using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FactoryTwin.Events;
using FactoryTwin.Events.Kafka.Native;

namespace FactoryTwin.Benchmarks.Bus;

/// <summary>
/// librdkafka with nothing above it: what a C program would do for the same records. The bytes of each record are made before the clock
/// runs; read are key, value and every header, by pointer.
/// </summary>
internal sealed unsafe partial class BareKafka
{
    private const string Name = "librdkafka";
    private const int Most = 16;
    private static readonly long[] Outstanding = new long[Most];
    private static readonly SemaphoreSlim[] Done = [.. Enumerable.Range(0, Most).Select(_ => new SemaphoreSlim(0))];
    private static long failed;

    static BareKafka() => NativeLibrary.SetDllImportResolver(typeof(BareKafka).Assembly, KafkaLibrary.Resolve);

    /// <summary>Produces all from one thread, as many at once as the client's queue takes, and waits until all are acknowledged.</summary>
    public static void Produce(string brokers, string topic, Record[] records)
    {
        using var client = new Producer(brokers, topic, records[0]);
        Clock.Restart();
        Volatile.Write(ref Outstanding[0], records.Length);
        foreach (var record in records)
        {
            record.Produce(client.Client, client.Topic, 0);
            _ = Rdkafka.Poll(client.Client, 0);
        }
        while (Interlocked.Read(ref Outstanding[0]) > 0) _ = Rdkafka.Poll(client.Client, 10);
        Clock.Stop();
        Done[0].Wait();
    }

    /// <summary>Produces batches from several threads, each its next when the last one is acknowledged; one more thread hears of deliveries.</summary>
    public static void Produce(string brokers, string topic, Record[] records, int publishers, int batch)
    {
        using var client = new Producer(brokers, topic, records[0]);
        var polls = true;
        var poll = new Thread(() => { while (Volatile.Read(ref polls)) _ = Rdkafka.Poll(client.Client, 100); });
        poll.Start();
        Clock.Restart();
        var threads = Enumerable.Range(0, publishers).Select(publisher => new Thread(() =>
        {
            for (var i = publisher * batch; i < records.Length; i += publishers * batch)
            {
                var end = Math.Min(records.Length, i + batch);
                Volatile.Write(ref Outstanding[publisher], end - i);
                for (var each = i; each < end; each++) records[each].Produce(client.Client, client.Topic, publisher);
                Done[publisher].Wait();
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Clock.Stop();
        Volatile.Write(ref polls, false);
        poll.Join();
    }

    /// <summary>Reads so many from the topic's beginning.</summary>
    public static long Consume(string brokers, string topic, string group, int count)
    {
        var configuration = Configuration(brokers, ("group.id", group), ("enable.auto.commit", "false"), ("auto.offset.reset", "earliest"),
            ("fetch.queue.backoff.ms", "20"), ("queued.max.messages.kbytes", "16384"), ("partition.assignment.strategy", "cooperative-sticky"));
        var client = Open(1, configuration);
        _ = PollSetConsumer(client);
        var list = ListNew(1);
        ListAdd(list, topic, -1);
        _ = Subscribe(client, list);
        ListDestroy(list);
        var (left, bytes) = (count, 0L);
        while (left > 0)
        {
            var message = (NativeMessage*)Rdkafka.ConsumerPoll(client, 100);
            if (message is null) continue;
            if (message->Error == 0)
            {
                if (left-- == count) Clock.Restart();
                bytes += message->ValueLength + message->KeyLength + HeaderBytes(message);
            }
            Rdkafka.MessageDestroy((IntPtr)message);
        }
        Clock.Stop();
        _ = ConsumerClose(client);
        Rdkafka.Destroy(client);
        return bytes;
    }

    /// <summary>The time of the last run.</summary>
    public static System.Diagnostics.Stopwatch Clock { get; } = new();

    private static long HeaderBytes(NativeMessage* message)
    {
        if (Rdkafka.MessageHeaders((IntPtr)message, out var headers) != 0) return 0;
        var bytes = 0L;
        for (nint i = 0; Rdkafka.HeaderAt(headers, i, out _, out _, out var size) == 0; i++) bytes += size;
        return bytes;
    }

    private static IntPtr Configuration(string brokers, params (string Name, string Value)[] settings)
    {
        var configuration = Rdkafka.ConfNew();
        var trouble = stackalloc byte[512];
        foreach (var (name, value) in settings.Append(("bootstrap.servers", brokers)))
            if (Rdkafka.ConfSet(configuration, name, value, trouble, 512) != 0) throw new InvalidOperationException(Marshal.PtrToStringUTF8((IntPtr)trouble));
        return configuration;
    }

    private static IntPtr Open(int type, IntPtr configuration)
    {
        var trouble = stackalloc byte[512];
        var client = Rdkafka.New(type, configuration, trouble, 512);
        return client != IntPtr.Zero ? client : throw new InvalidOperationException(Marshal.PtrToStringUTF8((IntPtr)trouble));
    }

    [UnmanagedCallersOnly]
    private static void OnDelivered(IntPtr client, NativeMessage* message, IntPtr opaque)
    {
        if (message->Error != 0) failed++;
        if (Interlocked.Decrement(ref Outstanding[(int)message->Private]) == 0) Done[(int)message->Private].Release();
    }

    /// <summary>A client that has connected and knows the topic's partitions.</summary>
    private sealed class Producer : IDisposable
    {
        public Producer(string brokers, string topic, Record record)
        {
            var configuration = Configuration(brokers,
                ("enable.idempotence", "true"), ("acks", "all"), ("compression.type", "lz4"), ("linger.ms", "2"), ("queue.buffering.max.messages", "100000"));
            Rdkafka.ConfSetDelivered(configuration, &OnDelivered);
            Client = Open(0, configuration);
            Topic = Rdkafka.TopicNew(Client, topic, IntPtr.Zero);
            Volatile.Write(ref Outstanding[0], 1);
            record.Produce(Client, Topic, 0);
            while (Interlocked.Read(ref Outstanding[0]) > 0) _ = Rdkafka.Poll(Client, 10);
            Done[0].Wait();
        }

        public IntPtr Client { get; }

        public IntPtr Topic { get; }

        public void Dispose()
        {
            Rdkafka.TopicDestroy(Topic);
            Rdkafka.Destroy(Client);
            if (failed > 0) throw new InvalidOperationException($"{failed} were not acknowledged.");
        }
    }

    [LibraryImport(Name, EntryPoint = "rd_kafka_poll_set_consumer")]
    private static partial int PollSetConsumer(IntPtr client);

    [LibraryImport(Name, EntryPoint = "rd_kafka_topic_partition_list_new")]
    private static partial IntPtr ListNew(int size);

    [LibraryImport(Name, EntryPoint = "rd_kafka_topic_partition_list_add", StringMarshalling = StringMarshalling.Utf8)]
    private static partial IntPtr ListAdd(IntPtr list, string topic, int partition);

    [LibraryImport(Name, EntryPoint = "rd_kafka_topic_partition_list_destroy")]
    private static partial void ListDestroy(IntPtr list);

    [LibraryImport(Name, EntryPoint = "rd_kafka_subscribe")]
    private static partial int Subscribe(IntPtr client, IntPtr topics);

    [LibraryImport(Name, EntryPoint = "rd_kafka_consumer_close")]
    private static partial int ConsumerClose(IntPtr client);
}
