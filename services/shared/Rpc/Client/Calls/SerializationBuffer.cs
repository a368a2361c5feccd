using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using FactoryTwin.Rpc.Wire;
using Grpc.Core;

namespace FactoryTwin.Rpc.Client;

/// <summary>Takes a message from its marshaller and makes a frame of it, in a pooled buffer.</summary>
internal sealed class SerializationBuffer : SerializationContext, IDisposable
{
    private readonly PooledBuffer _buffer = new();
    private readonly int _limit;
    private bool _detached;

    private SerializationBuffer(int limit)
    {
        _limit = limit;
        _buffer.Reserve(FrameReader.HeaderSize);
        _buffer.Advance(FrameReader.HeaderSize);
    }

    private int PayloadLength => _buffer.Count - FrameReader.HeaderSize;

    /// <summary>The frame of a message. Dispose the buffer once it is sent.</summary>
    /// <exception cref="RpcException">The message is larger than the limit.</exception>
    public static PooledBuffer Frame<T>(Marshaller<T> marshaller, T message, int limit, bool compress)
    {
        using var plain = new SerializationBuffer(limit);
        marshaller.ContextualSerializer(message, plain);
        plain.CheckLength(plain.PayloadLength);
        // Nothing compresses to nothing in .NET, which is no gzip to others: an empty message goes as it is.
        compress &= plain.PayloadLength > 0;
        var frame = compress ? new PooledBuffer() : plain.Detach();
        if (compress)
        {
            frame.Reserve(FrameReader.HeaderSize);
            frame.Advance(FrameReader.HeaderSize);
            Gzip.Compress(plain._buffer.WrittenSpan[FrameReader.HeaderSize..], CompressionLevel.Fastest, frame);
        }
        frame.WrittenSpan[0] = compress ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(frame.WrittenSpan[1..], frame.Count - FrameReader.HeaderSize);
        return frame;
    }

    public override void SetPayloadLength(int payloadLength)
    {
        CheckLength(payloadLength);
        _buffer.Reserve(payloadLength);
    }

    public override IBufferWriter<byte> GetBufferWriter() => _buffer;

    public override void Complete()
    {
    }

    public override void Complete(byte[] payload) => _buffer.Write(payload);

    public void Dispose()
    {
        if (!_detached) _buffer.Dispose();
    }

    private PooledBuffer Detach()
    {
        _detached = true;
        return _buffer;
    }

    private void CheckLength(int length)
    {
        if (length > _limit) throw FrameErrors.TooLarge("Sent", length, _limit);
    }
}

/// <summary>Gives a frame's bytes to a marshaller.</summary>
internal sealed class DeserializationBuffer : DeserializationContext
{
    public ReadOnlySequence<byte> Payload { get; set; }

    public override int PayloadLength => (int)Payload.Length;

    public override byte[] PayloadAsNewBuffer() => Payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => Payload;
}
