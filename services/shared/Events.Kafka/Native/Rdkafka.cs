using System.Runtime.InteropServices;

namespace FactoryTwin.Events.Kafka.Native;

/// <summary>
/// The functions of rdkafka.h that the way of an event takes. The client's own wrapping makes some thirty objects of each; everything
/// that is not on that way goes through it.
/// </summary>
internal static unsafe partial class Rdkafka
{
    public const int QueueFull = -184;
    public const int Fatal = -150;
    private const string Name = "librdkafka";

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_new")]
    public static partial IntPtr ConfNew();

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ConfSet(IntPtr configuration, string name, string value, byte* trouble, nint size);

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_set_opaque")]
    public static partial void ConfSetOpaque(IntPtr configuration, IntPtr opaque);

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_set_dr_msg_cb")]
    public static partial void ConfSetDelivered(IntPtr configuration, delegate* unmanaged<IntPtr, NativeMessage*, IntPtr, void> delivered);

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_set_error_cb")]
    public static partial void ConfSetError(IntPtr configuration, delegate* unmanaged<IntPtr, int, byte*, IntPtr, void> failed);

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_set_log_cb")]
    public static partial void ConfSetLog(IntPtr configuration, delegate* unmanaged<IntPtr, int, byte*, byte*, void> log);

    [LibraryImport(Name, EntryPoint = "rd_kafka_new")]
    public static partial IntPtr New(int type, IntPtr configuration, byte* trouble, nint size);

    [LibraryImport(Name, EntryPoint = "rd_kafka_opaque")]
    public static partial IntPtr Opaque(IntPtr client);

    [LibraryImport(Name, EntryPoint = "rd_kafka_default_topic_conf_dup")]
    public static partial IntPtr DefaultTopicConf(IntPtr client);

    [LibraryImport(Name, EntryPoint = "rd_kafka_topic_conf_set_partitioner_cb")]
    public static partial void TopicConfSetPartitioner(IntPtr configuration, delegate* unmanaged<IntPtr, byte*, nint, int, IntPtr, IntPtr, int> partitioner);

    [LibraryImport(Name, EntryPoint = "rd_kafka_topic_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial IntPtr TopicNew(IntPtr client, string topic, IntPtr configuration);

    [LibraryImport(Name, EntryPoint = "rd_kafka_topic_destroy")]
    public static partial void TopicDestroy(IntPtr topic);

    [LibraryImport(Name, EntryPoint = "rd_kafka_produceva")]
    public static partial IntPtr Produce(IntPtr client, RecordPart* parts, nint count);

    [LibraryImport(Name, EntryPoint = "rd_kafka_error_code")]
    public static partial int ErrorCode(IntPtr error);

    [LibraryImport(Name, EntryPoint = "rd_kafka_error_destroy")]
    public static partial void ErrorDestroy(IntPtr error);

    [LibraryImport(Name, EntryPoint = "rd_kafka_fatal_error")]
    public static partial int FatalError(IntPtr client, byte* reason, nint size);

    [LibraryImport(Name, EntryPoint = "rd_kafka_poll")]
    public static partial int Poll(IntPtr client, int milliseconds);

    [LibraryImport(Name, EntryPoint = "rd_kafka_purge")]
    public static partial int Purge(IntPtr client, int flags);

    [LibraryImport(Name, EntryPoint = "rd_kafka_flush")]
    public static partial int Flush(IntPtr client, int milliseconds);

    [LibraryImport(Name, EntryPoint = "rd_kafka_consumer_poll")]
    public static partial IntPtr ConsumerPoll(IntPtr client, int milliseconds);

    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_get_consumer")]
    public static partial IntPtr ConsumerQueue(IntPtr client);

    /// <summary>Where deliveries are heard of.</summary>
    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_get_main")]
    public static partial IntPtr MainQueue(IntPtr client);

    /// <summary>Ends the wait of who polls it, or the next one.</summary>
    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_yield")]
    public static partial void QueueYield(IntPtr queue);

    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_destroy")]
    public static partial void QueueDestroy(IntPtr queue);

    /// <summary>Returns how many there were; with no time to wait, what is there.</summary>
    [LibraryImport(Name, EntryPoint = "rd_kafka_consume_batch_queue")]
    public static partial nint ConsumeBatch(IntPtr queue, int milliseconds, NativeMessage** messages, nint size);

    [LibraryImport(Name, EntryPoint = "rd_kafka_message_destroy")]
    public static partial void MessageDestroy(IntPtr message);

    [LibraryImport(Name, EntryPoint = "rd_kafka_message_timestamp")]
    [SuppressGCTransition]
    public static partial long MessageTimestamp(IntPtr message, out int kind);

    [LibraryImport(Name, EntryPoint = "rd_kafka_message_headers")]
    public static partial int MessageHeaders(IntPtr message, out IntPtr headers);

    [LibraryImport(Name, EntryPoint = "rd_kafka_header_get_all")]
    [SuppressGCTransition]
    public static partial int HeaderAt(IntPtr headers, nint index, out byte* name, out byte* value, out nint length);

    [LibraryImport(Name, EntryPoint = "rd_kafka_destroy")]
    public static partial void Destroy(IntPtr client);
}

/// <summary>rd_kafka_message_t.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMessage
{
    public int Error;
    public IntPtr Topic;
    public int Partition;
    public byte* Value;
    public nint ValueLength;
    public byte* Key;
    public nint KeyLength;
    public long Offset;
    public IntPtr Private;
}

/// <summary>rd_kafka_vu_t: one part of a record to produce. Its union is 64 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal unsafe struct RecordPart
{
    [FieldOffset(0)]
    public PartKind Kind;

    [FieldOffset(8)]
    public IntPtr Pointer;

    [FieldOffset(8)]
    public int Number;

    /// <summary>Length of key or value; value of a header.</summary>
    [FieldOffset(16)]
    public nint Second;

    /// <summary>Length of a header's value.</summary>
    [FieldOffset(24)]
    public nint Third;
}

/// <summary>rd_kafka_vtype_t.</summary>
internal enum PartKind
{
    Topic = 2,
    Partition = 3,
    Value = 4,
    Key = 5,
    Opaque = 6,
    Flags = 7,
    Header = 9,
}
