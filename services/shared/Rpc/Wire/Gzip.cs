using System.Buffers;
using System.IO.Compression;
using Grpc.Core;

namespace FactoryTwin.Rpc.Wire;

/// <summary>Compresses and expands single messages.</summary>
internal static class Gzip
{
    public static void Compress(ReadOnlySpan<byte> payload, CompressionLevel level, PooledBuffer target)
    {
        using var gzip = new GZipStream(new BufferStream(target), level);
        gzip.Write(payload);
    }

    /// <exception cref="RpcException">The bytes are no gzip, or expand past the limit: a small message must not fill the memory.</exception>
    public static PooledBuffer Expand(in ReadOnlySequence<byte> payload, int limit)
    {
        var expanded = new PooledBuffer();
        try
        {
            using var gzip = new GZipStream(new SequenceStream(payload), CompressionMode.Decompress);
            while (true)
            {
                var read = gzip.Read(expanded.GetSpan(4096));
                if (read == 0) return expanded;
                expanded.Advance(read);
                if (expanded.Count > limit) throw FrameErrors.TooLarge("Received", expanded.Count, limit);
            }
        }
        catch (InvalidDataException e)
        {
            expanded.Dispose();
            throw FrameErrors.Malformed("the message is not gzip", e);
        }
        catch
        {
            expanded.Dispose();
            throw;
        }
    }

    /// <summary>Writes into a buffer.</summary>
    private sealed class BufferStream(PooledBuffer target) : WriteOnlyStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            buffer.CopyTo(target.GetSpan(buffer.Length));
            target.Advance(buffer.Length);
        }
    }
}
