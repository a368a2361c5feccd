using System.Runtime.InteropServices;
using FactoryTwin.Events.Kafka.Native;

namespace FactoryTwin.MockKafka.Testing;

/// <summary>
/// librdkafka's own mock cluster on loopback: several brokers that speak Kafka's protocol, groups and the idempotent producer included,
/// for this process and any other. What it is not: it keeps 5 MiB and 100,000 records of a partition in memory and nothing on disk, has
/// no admin API (topics come into being by use), no users and no rights, and does not enforce transactions.
/// </summary>
public sealed class MockCluster : IDisposable
{
    private readonly IntPtr _client;
    private readonly IntPtr _cluster;

    /// <summary>Starts the brokers.</summary>
    /// <param name="brokers">How many.</param>
    public unsafe MockCluster(int brokers = 3)
    {
        KafkaLibrary.Load("");
        var configuration = Rdkafka.ConfNew();
        var trouble = stackalloc byte[512];
        _ = Rdkafka.ConfSet(configuration, "log_level", "3", trouble, 512);
        _client = Rdkafka.New(0, configuration, trouble, 512);
        if (_client == IntPtr.Zero) throw new InvalidOperationException($"librdkafka: {Marshal.PtrToStringUTF8((IntPtr)trouble)}");
        _cluster = Librdkafka.MockClusterNew(_client, brokers);
        if (_cluster == IntPtr.Zero) throw new InvalidOperationException("The mock cluster did not start.");
        // Asked for by the admin client before it hears that there is no admin API.
        _ = Librdkafka.MockSetController(_cluster, 1);
        Librdkafka.MockGroupInitialRebalanceDelay(_cluster, 50);
        BootstrapServers = Marshal.PtrToStringUTF8(Librdkafka.MockClusterBootstraps(_cluster))!;
        Brokers = brokers;
    }

    /// <summary>"host:port" of every broker, with commas.</summary>
    public string BootstrapServers { get; }

    /// <summary>How many brokers; their ids begin with 1.</summary>
    public int Brokers { get; }

    /// <summary>Makes a topic with as many partitions as wanted; by use it would have 4.</summary>
    public void CreateTopic(string topic, int partitions) => Check(Librdkafka.MockTopicCreate(_cluster, topic, partitions, Math.Min(3, Brokers)));

    /// <summary>From now on the brokers answer for the topic with this error code of Kafka's protocol; 0: as ever.</summary>
    public void Refuse(string topic, int errorCode) => Librdkafka.MockTopicSetError(_cluster, topic, errorCode);

    /// <summary>Cuts every connection to every broker and takes no new one.</summary>
    public void TakeDown()
    {
        for (var id = 1; id <= Brokers; id++) Check(Librdkafka.MockBrokerSetDown(_cluster, id));
    }

    /// <summary>Takes one broker down: its partitions have no leader that answers.</summary>
    public void TakeDown(int broker) => Check(Librdkafka.MockBrokerSetDown(_cluster, broker));

    /// <summary>All brokers answer again, with all that they had.</summary>
    public void BringUp()
    {
        for (var id = 1; id <= Brokers; id++) Check(Librdkafka.MockBrokerSetUp(_cluster, id));
    }

    /// <summary>The next requests of a kind are answered with these errors, one each.</summary>
    /// <param name="apiKey">Kafka's number of the request: 0 Produce, 1 Fetch, 8 OffsetCommit.</param>
    /// <param name="errors">Error codes of Kafka's protocol.</param>
    public void FailNext(short apiKey, params int[] errors) => Librdkafka.MockPushRequestErrors(_cluster, apiKey, errors.Length, errors);

    public void Dispose()
    {
        Librdkafka.MockClusterDestroy(_cluster);
        Rdkafka.Destroy(_client);
    }

    private static void Check(int error)
    {
        if (error != 0) throw new InvalidOperationException($"librdkafka answered {error}.");
    }
}
