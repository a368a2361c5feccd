using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;
using Grpc.Core;

namespace FactoryTwin.Rpc.Wire;

/// <summary>Reads length-prefixed messages from a pipe: one byte that says whether it is compressed, four of length, the message.</summary>
internal sealed class FrameReader(PipeReader pipe, int limit, string? encoding)
{
    public const int HeaderSize = 5;

    /// <summary>The next message, or null at the end of the stream.</summary>
    /// <exception cref="RpcException">The frame is broken, too large or in an unknown encoding.</exception>
    public async ValueTask<T?> ReadAsync<T>(IFrameParser<T> parser, CancellationToken cancellationToken)
        where T : class
    {
        T? message;
        while (!TryTake(pipe.TryRead(out var result) ? result : await pipe.ReadAsync(cancellationToken), parser, out message))
        {
        }
        return message;
    }

    /// <summary>The next message, or null at the end of the stream, where it is there already; false where it is to be waited for.</summary>
    /// <exception cref="RpcException">The frame is broken, too large or in an unknown encoding.</exception>
    public bool TryRead<T>(IFrameParser<T> parser, out T? message)
        where T : class
    {
        while (pipe.TryRead(out var result))
        {
            if (TryTake(result, parser, out message)) return true;
        }
        message = null;
        return false;
    }

    /// <summary>Gives the pipe's buffers back. No read may be running.</summary>
    public void Complete() => pipe.Complete();

    private bool TryTake<T>(ReadResult result, IFrameParser<T> parser, out T? message)
        where T : class
    {
        if (result.IsCanceled) throw new OperationCanceledException();
        var buffer = result.Buffer;
        if (TryTake(ref buffer, out var compressed, out var payload))
        {
            message = Parse(parser, compressed, payload);
            pipe.AdvanceTo(buffer.Start);
            return true;
        }
        message = null;
        if (result.IsCompleted && !buffer.IsEmpty) throw FrameErrors.Malformed("the stream ends within it");
        pipe.AdvanceTo(result.IsCompleted ? buffer.End : buffer.Start, buffer.End);
        return result.IsCompleted;
    }

    private bool TryTake(ref ReadOnlySequence<byte> buffer, out bool compressed, out ReadOnlySequence<byte> payload)
    {
        compressed = false;
        payload = default;
        if (buffer.Length < HeaderSize) return false;
        Span<byte> header = stackalloc byte[HeaderSize];
        buffer.Slice(0, HeaderSize).CopyTo(header);
        compressed = header[0] switch { 0 => false, 1 => true, var flag => throw FrameErrors.Malformed($"compression flag {flag}") };
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (length > limit) throw FrameErrors.TooLarge("Received", length, limit);
        if (buffer.Length < HeaderSize + length) return false;
        payload = buffer.Slice(HeaderSize, length);
        buffer = buffer.Slice(HeaderSize + (long)length);
        return true;
    }

    private T Parse<T>(IFrameParser<T> parser, bool compressed, in ReadOnlySequence<byte> payload)
    {
        try
        {
            if (!compressed) return parser.Parse(payload);
            if (encoding is null or RpcHeaders.Identity) throw FrameErrors.Malformed("it is compressed but the call names no encoding");
            if (encoding != RpcHeaders.Gzip) throw FrameErrors.UnknownEncoding(encoding);
            using var expanded = Gzip.Expand(payload, limit);
            return parser.Parse(new ReadOnlySequence<byte>(expanded.Written));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw FrameErrors.Malformed("its bytes are no such message", e);
        }
    }
}

/// <summary>Makes a message of the bytes of a frame.</summary>
internal interface IFrameParser<out T>
{
    T Parse(in ReadOnlySequence<byte> payload);
}
