using System.Buffers.Binary;

namespace FactoryTwin.Rpc.Json;

/// <summary>Wire types of the protobuf encoding.</summary>
internal enum WireKind : byte
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    GroupStart = 3,
    GroupEnd = 4,
    Fixed32 = 5,
}

/// <summary>Reads the protobuf encoding (protobuf.dev/programming-guides/encoding).</summary>
internal ref struct WireCursor(ReadOnlySpan<byte> data, int at = 0)
{
    private const int MaxGroups = 100;
    private readonly ReadOnlySpan<byte> _data = data;

    public int At { get; private set; } = at;

    public readonly bool AtEnd => At >= _data.Length;

    /// <exception cref="InvalidDataException">The bytes are no message. So for every other method.</exception>
    public (int Number, WireKind Kind) Tag()
    {
        var tag = Varint();
        if (tag is < 8 or > uint.MaxValue || (tag & 7) > 5)
            throw Malformed();
        return ((int)(tag >> 3), (WireKind)(tag & 7));
    }

    public ulong Varint()
    {
        if (At < _data.Length && _data[At] < 0x80)
            return _data[At++];
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (At >= _data.Length)
                break;
            var next = _data[At++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
        throw Malformed();
    }

    public uint Fixed32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public ReadOnlySpan<byte> Bytes() => Take(Length());

    /// <summary>Moves over one value; gives where its content is, without the length of a <see cref="WireKind.Bytes"/>.</summary>
    public (int Start, int Length) Skip(WireKind kind, int number)
    {
        var start = At;
        switch (kind)
        {
            case WireKind.Varint:
                Varint();
                break;
            case WireKind.Fixed64:
                Take(8);
                break;
            case WireKind.Fixed32:
                Take(4);
                break;
            case WireKind.Bytes:
                var length = Length();
                start = At;
                Take(length);
                break;
            case WireKind.GroupStart:
                SkipGroup(number);
                break;
            default:
                throw Malformed();
        }
        return (start, At - start);
    }

    private void SkipGroup(int number)
    {
        Span<int> open = stackalloc int[MaxGroups];
        open[0] = number;
        for (var depth = 1; depth > 0;)
        {
            var (inner, kind) = Tag();
            if (kind == WireKind.GroupEnd)
            {
                if (open[--depth] != inner)
                    throw Malformed();
            }
            else if (kind == WireKind.GroupStart)
            {
                if (depth == MaxGroups)
                    throw Malformed();
                open[depth++] = inner;
            }
            else
            {
                Skip(kind, inner);
            }
        }
    }

    private int Length()
    {
        var length = Varint();
        return length <= (ulong)(_data.Length - At) ? (int)length : throw Malformed();
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_data.Length - At < count)
            throw Malformed();
        var taken = _data.Slice(At, count);
        At += count;
        return taken;
    }

    private static InvalidDataException Malformed() => new("The bytes are not a protobuf message.");
}
