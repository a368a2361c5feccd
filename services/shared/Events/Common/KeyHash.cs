using System.Text;

namespace FactoryTwin.Events.Common;

/// <summary>
/// The partition of a key: FNV-1a 64 over its UTF-8 bytes, mixed by the finalizer of MurmurHash3 (FNV's low bits alone depend on
/// the low bits of the input only), modulo the number of partitions. Part of the file format: it must never change.
/// </summary>
internal static class KeyHash
{
    public static int Partition(string key, int partitions)
    {
        Span<byte> bytes = stackalloc byte[256];
        if (Encoding.UTF8.GetMaxByteCount(key.Length) > bytes.Length) bytes = new byte[Encoding.UTF8.GetByteCount(key)];
        return Partition(bytes[..Encoding.UTF8.GetBytes(key, bytes)], partitions);
    }

    /// <param name="key">The key's UTF-8 bytes.</param>
    /// <param name="partitions">How many there are.</param>
    public static int Partition(ReadOnlySpan<byte> key, int partitions)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in key) hash = (hash ^ b) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        hash ^= hash >> 33;
        return (int)(hash % (ulong)partitions);
    }
}
