using System.Buffers.Binary;
using System.Text;

namespace FactoryTwin.Interop.Tests.Wire;

/// <summary>Sees the frames and messages of one direction of an HTTP/2 connection.</summary>
internal sealed class FrameParser(int connection, Sender sender, Action<WireEvent> onEvent)
{
    private const int HeaderSize = 9;
    private const int PrefaceSize = 24;
    private const byte Padded = 0x8;

    private readonly Dictionary<int, MessageParser> _messages = [];
    private readonly List<byte> _pending = [];
    private int _preface = sender == Sender.Client ? PrefaceSize : 0;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        _pending.AddRange(bytes);
        var read = 0;
        var pending = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pending);
        if (_preface > 0)
        {
            if (pending.Length < _preface) return;
            read = _preface;
            _preface = 0;
        }
        while (pending.Length - read >= HeaderSize)
        {
            var header = pending.Slice(read, HeaderSize);
            var length = (header[0] << 16) | (header[1] << 8) | header[2];
            if (pending.Length - read - HeaderSize < length) break;
            OnFrame((FrameType)header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header[5..]) & int.MaxValue, pending.Slice(read + HeaderSize, length));
            read += HeaderSize + length;
        }
        _pending.RemoveRange(0, read);
    }

    private void OnFrame(FrameType type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var code = type switch
        {
            FrameType.RstStream => BinaryPrimitives.ReadUInt32BigEndian(payload),
            FrameType.GoAway => BinaryPrimitives.ReadUInt32BigEndian(payload[4..]),
            _ => 0u,
        };
        var text = type == FrameType.GoAway ? Encoding.ASCII.GetString(payload[8..]) : "";
        onEvent(new WireFrame(connection, sender, stream, type, flags, payload.Length, code, text));
        if (type != FrameType.Data) return;
        if (!_messages.TryGetValue(stream, out var messages))
            _messages[stream] = messages = new MessageParser((compressed, length) => onEvent(new WireMessage(connection, sender, stream, compressed, length)));
        messages.Add((flags & Padded) == 0 ? payload : payload[1..^payload[0]]);
    }
}
