using System.Runtime.InteropServices;
using System.Text;

namespace FactoryTwin.MockKafka.Testing;

/// <summary>The functions of rdkafka.h and rdkafka_mock.h that the mock cluster needs.</summary>
internal static class Librdkafka
{
    private const string Name = "librdkafka";

    static Librdkafka() => NativeLibrary.SetDllImportResolver(typeof(Librdkafka).Assembly, FactoryTwin.Events.Kafka.Native.KafkaLibrary.Resolve);

    [DllImport(Name, EntryPoint = "rd_kafka_conf_new")]
    public static extern IntPtr ConfNew();

    [DllImport(Name, EntryPoint = "rd_kafka_conf_set", CharSet = CharSet.Ansi)]
    public static extern int ConfSet(IntPtr configuration, string name, string value, StringBuilder trouble, nint size);

    [DllImport(Name, EntryPoint = "rd_kafka_new", CharSet = CharSet.Ansi)]
    public static extern IntPtr New(int type, IntPtr configuration, StringBuilder trouble, nint size);

    [DllImport(Name, EntryPoint = "rd_kafka_destroy")]
    public static extern void Destroy(IntPtr client);

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
