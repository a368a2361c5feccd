using System.Runtime.InteropServices;

namespace FactoryTwin.MockKafka.Testing;

/// <summary>The functions of rdkafka_mock.h; those of rdkafka.h are the adapter's own.</summary>
internal static class Librdkafka
{
    private const string Name = "librdkafka";

    static Librdkafka() => NativeLibrary.SetDllImportResolver(typeof(Librdkafka).Assembly, FactoryTwin.Events.Kafka.Native.KafkaLibrary.Resolve);

    [DllImport(Name, EntryPoint = "rd_kafka_mock_cluster_new")]
    public static extern IntPtr MockClusterNew(IntPtr client, int brokers);

    [DllImport(Name, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    public static extern void MockClusterDestroy(IntPtr cluster);

    [DllImport(Name, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    public static extern IntPtr MockClusterBootstraps(IntPtr cluster);

    [DllImport(Name, EntryPoint = "rd_kafka_mock_set_controller_id")]
    public static extern int MockSetController(IntPtr cluster, int broker);

    [DllImport(Name, EntryPoint = "rd_kafka_mock_group_initial_rebalance_delay_ms")]
    public static extern void MockGroupInitialRebalanceDelay(IntPtr cluster, int milliseconds);

    [DllImport(Name, EntryPoint = "rd_kafka_mock_topic_create", CharSet = CharSet.Ansi)]
    public static extern int MockTopicCreate(IntPtr cluster, string topic, int partitions, int replicas);

    [DllImport(Name, EntryPoint = "rd_kafka_mock_topic_set_error", CharSet = CharSet.Ansi)]
    public static extern void MockTopicSetError(IntPtr cluster, string topic, int error);

    [DllImport(Name, EntryPoint = "rd_kafka_mock_broker_set_down")]
    public static extern int MockBrokerSetDown(IntPtr cluster, int broker);

    [DllImport(Name, EntryPoint = "rd_kafka_mock_broker_set_up")]
    public static extern int MockBrokerSetUp(IntPtr cluster, int broker);

    [DllImport(Name, EntryPoint = "rd_kafka_mock_push_request_errors_array")]
    public static extern void MockPushRequestErrors(IntPtr cluster, short apiKey, nint count, int[] errors);
}
