using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using FactoryTwin.Events.Kafka.Native;

namespace FactoryTwin.Events.Kafka.Producing;

/// <summary>Builds one record after the other in memory that does not move. A record must be produced before the next begins.</summary>
internal sealed unsafe class RecordBuffer
{
    private const int CopyPayload = 2;
    private const int LargestKept = 256 << 10;

    private readonly RecordPart[] _parts = GC.AllocateArray<RecordPart>(128, pinned: true);
    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(16 << 10, pinned: true);
    private int _used;
    private int _count;

    public RecordPart* Parts => (RecordPart*)Unsafe.AsPointer(ref _parts[0]);

    public int Count => _count;

    /// <param name="topic">rd_kafka_topic_t.</param>
    /// <param name="partition">-1: by the key.</param>
    /// <param name="opaque">What the delivery comes back with.</param>
    /// <param name="bytes">At most so many will be written.</param>
    public void Begin(IntPtr topic, int partition, IntPtr opaque, long bytes)
    {
        (_used, _count) = (0, 0);
        if (bytes > _bytes.Length || (_bytes.Length > LargestKept && bytes <= LargestKept))
            _bytes = GC.AllocateUninitializedArray<byte>((int)Math.Max(16 << 10, bytes), pinned: true);
        Add(PartKind.Topic).Pointer = topic;
        Add(PartKind.Partition).Number = partition;
        Add(PartKind.Opaque).Pointer = opaque;
        Add(PartKind.Flags).Number = CopyPayload;
    }

    public void Key(ReadOnlySpan<byte> key) => Set(PartKind.Key, Copy(key), key.Length);

    /// <summary>The key as text; returns where it stands, for the header that repeats it.</summary>
    public (IntPtr At, int Length) Key(string key)
    {
        var place = Copy(key);
        Set(PartKind.Key, place.At, place.Length);
        return place;
    }

    /// <param name="value">Must not move until the record is produced; null: a record without a value.</param>
    /// <param name="length">Its bytes.</param>
    public void Value(byte* value, int length) => Set(PartKind.Value, (IntPtr)value, length);

    /// <param name="name">A literal: it stands still and ends with a zero.</param>
    /// <param name="text">The value.</param>
    public void Header(ReadOnlySpan<byte> name, string text)
    {
        var place = Copy(text);
        Header((IntPtr)Unsafe.AsPointer(ref MemoryMarshal.GetReference(name)), place.At, place.Length);
    }

    /// <param name="name">A literal: it stands still and ends with a zero.</param>
    /// <param name="place">Where the value stands in this buffer or as a literal.</param>
    public void Header(ReadOnlySpan<byte> name, (IntPtr At, int Length) place) =>
        Header((IntPtr)Unsafe.AsPointer(ref MemoryMarshal.GetReference(name)), place.At, place.Length);

    /// <summary>Any header.</summary>
    public void Header(string name, byte[]? value)
    {
        var place = Copy(name);
        _bytes[_used++] = 0;
        Header(place.At, value is null ? IntPtr.Zero : Copy(value), value?.Length ?? 0);
    }

    /// <summary>Room for what the caller writes itself.</summary>
    public Span<byte> Free => _bytes.AsSpan(_used);

    /// <summary>Takes what the caller wrote.</summary>
    public (IntPtr At, int Length) Take(int length)
    {
        _used += length;
        return (At(_used - length), length);
    }

    private (IntPtr At, int Length) Copy(string text) => Take(Encoding.UTF8.GetBytes(text, Free));

    private IntPtr Copy(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Free);
        return Take(bytes.Length).At;
    }

    private IntPtr At(int index) => (IntPtr)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_bytes)) + index;

    private void Header(IntPtr name, IntPtr value, int length)
    {
        ref var part = ref Add(PartKind.Header);
        (part.Pointer, part.Second, part.Third) = (name, value, length);
    }

    private void Set(PartKind kind, IntPtr at, int length)
    {
        ref var part = ref Add(kind);
        (part.Pointer, part.Second) = (at, length);
    }

    private ref RecordPart Add(PartKind kind)
    {
        ref var part = ref _parts[_count++];
        part.Kind = kind;
        return ref part;
    }
}
