using System.Buffers;

namespace FactoryTwin.Rpc.Wire;

/// <summary>
/// A growing buffer of the shared pool. Dispose gives it back, unless it has grown large: the pool keeps arrays of every size for every
/// thread, so that a few callers with large bodies would leave hundreds of megabytes behind.
/// </summary>
internal sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    /// <summary>Bytes of the largest array that the pool gets back.</summary>
    private const int MostKept = 1 << 18;

    private byte[] _bytes = [];
    private int _count;

    public int Count => _count;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _count);

    public Span<byte> WrittenSpan => _bytes.AsSpan(0, _count);

    /// <summary>Makes room for at least so many bytes more.</summary>
    public void Reserve(int more)
    {
        if (_bytes.Length - _count >= more) return;
        var grown = ArrayPool<byte>.Shared.Rent((int)Math.Clamp((long)_bytes.Length * 2, (long)_count + more, Array.MaxLength));
        _bytes.AsSpan(0, _count).CopyTo(grown);
        Return();
        _bytes = grown;
    }

    public void Advance(int count) => _count += count;

    /// <summary>Forgets what was written; the room stays.</summary>
    public void Clear() => _count = 0;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(_count);
    }

    public void Dispose()
    {
        Return();
        _bytes = [];
        _count = 0;
    }

    private void Return()
    {
        if (_bytes.Length is > 0 and <= MostKept) ArrayPool<byte>.Shared.Return(_bytes);
    }
}
