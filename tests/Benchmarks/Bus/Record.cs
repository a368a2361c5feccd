using System.Runtime.CompilerServices;
using System.Text;
using FactoryTwin.Events;
using FactoryTwin.Events.Kafka.Native;

namespace FactoryTwin.Benchmarks.Bus;

/// <summary>One event's record for the bare producer, its bytes ready: the same headers as the adapter writes.</summary>
internal sealed unsafe class Record
{
    private readonly byte[] _bytes;
    private int _used;
    private int _count;

    public Record(CloudEvent e)
    {
        (string Name, string Value)[] headers = [("content-type", "application/protobuf"), ("ce_specversion", "1.0"), ("ce_id", e.Id), ("ce_source", e.Source),
            ("ce_type", e.Type), ("ce_time", e.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'")), ("ce_partitionkey", e.Key)];
        _bytes = GC.AllocateUninitializedArray<byte>(e.Data.Length + e.Key.Length + headers.Sum(h => h.Name.Length + 1 + h.Value.Length), pinned: true);
        Parts = GC.AllocateArray<RecordPart>(6 + headers.Length, pinned: true);
        Parts[_count++].Kind = PartKind.Topic;
        Parts[_count++].Kind = PartKind.Opaque;
        (Parts[_count].Kind, Parts[_count++].Number) = (PartKind.Partition, -1);
        (Parts[_count].Kind, Parts[_count++].Number) = (PartKind.Flags, 2);
        Add(PartKind.Key, Encoding.UTF8.GetBytes(e.Key));
        Add(PartKind.Value, e.Data.Span);
        foreach (var (name, value) in headers)
        {
            Parts[_count].Kind = PartKind.Header;
            Parts[_count].Pointer = Put([.. Encoding.UTF8.GetBytes(name), 0]);
            Parts[_count].Second = Put(Encoding.UTF8.GetBytes(value));
            Parts[_count++].Third = value.Length;
        }
    }

    public RecordPart[] Parts { get; }

    /// <summary>Hands it to the client; the delivery comes back with <paramref name="opaque"/>.</summary>
    public void Produce(IntPtr client, IntPtr topic, int opaque)
    {
        (Parts[0].Pointer, Parts[1].Pointer) = (topic, opaque);
        IntPtr error;
        while ((error = Rdkafka.Produce(client, (RecordPart*)Unsafe.AsPointer(ref Parts[0]), Parts.Length)) != IntPtr.Zero)
        {
            Rdkafka.ErrorDestroy(error);
            _ = Rdkafka.Poll(client, 5);
        }
    }

    private void Add(PartKind kind, ReadOnlySpan<byte> bytes)
    {
        (Parts[_count].Kind, Parts[_count].Pointer) = (kind, Put(bytes));
        Parts[_count++].Second = bytes.Length;
    }

    private IntPtr Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(_used));
        _used += bytes.Length;
        return (IntPtr)Unsafe.AsPointer(ref _bytes[0]) + _used - bytes.Length;
    }
}
