using System.Buffers.Binary;

namespace FactoryTwin.Fuzz.Wire;

/// <summary>HTTP/2 frame types (RFC 9113 §6).</summary>
internal static class FrameType
{
    public const byte Data = 0, Headers = 1, Priority = 2, Reset = 3, Settings = 4, PushPromise = 5, Ping = 6, GoAway = 7, WindowUpdate = 8, Continuation = 9;
}

/// <summary>HTTP/2 frame flags.</summary>
internal static class FrameFlag
{
    public const byte EndStream = 1, Ack = 1, EndHeaders = 4, Padded = 8, Priority = 0x20;
}

/// <summary>Writes HTTP/2 frames, right or wrong as asked.</summary>
internal static class Frames
{
    public const int HeaderSize = 9;

    /// <summary>The largest payload that a peer must take without having said more.</summary>
    public const int MaxPayload = 16384;

    public static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>No dynamic table, so that answers can be read without one; wide windows.</summary>
    public static byte[] ClientSettings => Settings((1, 0), (2, 0), (4, 4 << 20));

    /// <param name="type">One of <see cref="FrameType"/>, or any other.</param>
    /// <param name="flags">Of <see cref="FrameFlag"/>.</param>
    /// <param name="stream">The stream's id.</param>
    /// <param name="payload">What follows the nine bytes.</param>
    /// <param name="length">The length that the frame claims; the payload's own by default.</param>
    public static byte[] Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload, int? length = null)
    {
        var frame = new byte[HeaderSize + payload.Length];
        var claimed = length ?? payload.Length;
        (frame[0], frame[1], frame[2], frame[3], frame[4]) = ((byte)(claimed >> 16), (byte)(claimed >> 8), (byte)claimed, type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(HeaderSize));
        return frame;
    }

    public static byte[] Headers(int stream, byte[] block, bool endStream) =>
        Frame(FrameType.Headers, (byte)(FrameFlag.EndHeaders | (endStream ? FrameFlag.EndStream : 0)), stream, block);

    /// <summary>A header block of any size: HEADERS, then as many CONTINUATION frames as it takes.</summary>
    public static byte[] LongHeaders(int stream, byte[] block, bool endStream)
    {
        List<byte> all = [];
        for (var at = 0; at < block.Length; at += MaxPayload)
        {
            var last = at + MaxPayload >= block.Length;
            var flags = (byte)((last ? FrameFlag.EndHeaders : 0) | (at == 0 && endStream ? FrameFlag.EndStream : 0));
            all.AddRange(Frame(at == 0 ? FrameType.Headers : FrameType.Continuation, flags, stream, block.AsSpan(at, Math.Min(MaxPayload, block.Length - at))));
        }
        return [.. all];
    }

    public static byte[] Data(int stream, ReadOnlySpan<byte> payload, bool endStream) =>
        Frame(FrameType.Data, endStream ? FrameFlag.EndStream : (byte)0, stream, payload);

    public static byte[] Reset(int stream, int code) => Frame(FrameType.Reset, 0, stream, Number(code));

    public static byte[] WindowUpdate(int stream, int increment) => Frame(FrameType.WindowUpdate, 0, stream, Number(increment));

    public static byte[] Ping(long data, bool ack = false)
    {
        var payload = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(payload, data);
        return Frame(FrameType.Ping, ack ? FrameFlag.Ack : (byte)0, 0, payload);
    }

    public static byte[] Settings(params (int Id, int Value)[] settings)
    {
        var payload = new byte[settings.Length * 6];
        foreach (var (index, (id, value)) in settings.Index())
        {
            BinaryPrimitives.WriteInt16BigEndian(payload.AsSpan(index * 6), (short)id);
            BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan((index * 6) + 2), value);
        }
        return Frame(FrameType.Settings, 0, 0, payload);
    }

    public static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
