using System.Buffers.Binary;
using FactoryTwin.Rpc.Wire;

namespace FactoryTwin.Rpc.Json;

/// <summary>Writes the protobuf encoding into a pooled buffer.</summary>
internal sealed class WireBuilder : IDisposable
{
    private readonly PooledBuffer _buffer = new();

    public WireBuilder() => _buffer.Reserve(256);

    public ReadOnlyMemory<byte> Written => _buffer.Written;

    public ReadOnlySpan<byte> WrittenSpan => _buffer.WrittenSpan;

    public int Count => _buffer.Count;

    public void Tag(int number, WireKind kind) => Varint((uint)number << 3 | (uint)kind);

    public void Varint(ulong value)
    {
        var room = _buffer.GetSpan(10);
        var at = 0;
        while (value >= 0x80)
        {
            room[at++] = (byte)(value | 0x80);
            value >>= 7;
        }
        room[at++] = (byte)value;
        _buffer.Advance(at);
    }

    public void Fixed32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    public void Fixed64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
    }

    /// <summary>Bytes as they are, without a length.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.GetSpan(bytes.Length));
        _buffer.Advance(bytes.Length);
    }

    /// <summary>Length and bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Varint((uint)bytes.Length);
        Raw(bytes);
    }

    /// <summary>Room to write into; <see cref="Advance"/> says how much of it was used.</summary>
    public Span<byte> Room(int size) => _buffer.GetSpan(size);

    public void Advance(int count) => _buffer.Advance(count);

    /// <summary>Begins something that has its length before it; the result goes to <see cref="End"/>.</summary>
    public int Begin()
    {
        // Most lengths take one byte; where one does not, the content is moved.
        _buffer.GetSpan(1)[0] = 0;
        _buffer.Advance(1);
        return _buffer.Count;
    }

    public void End(int start)
    {
        var length = _buffer.Count - start;
        if (length < 0x80)
        {
            _buffer.WrittenSpan[start - 1] = (byte)length;
            return;
        }
        var more = (31 - int.LeadingZeroCount(length)) / 7;
        _buffer.GetSpan(more);
        _buffer.Advance(more);
        var all = _buffer.WrittenSpan;
        all.Slice(start, length).CopyTo(all[(start + more)..]);
        var at = start - 1;
        for (; length >= 0x80; length >>= 7)
            all[at++] = (byte)(length | 0x80);
        all[at] = (byte)length;
    }

    /// <summary>Takes back what was written since there were so many bytes.</summary>
    public void Truncate(int count) => _buffer.Advance(count - _buffer.Count);

    public void Dispose() => _buffer.Dispose();
}
