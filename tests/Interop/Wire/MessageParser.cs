using System.Buffers.Binary;

namespace FactoryTwin.Interop.Tests.Wire;

/// <summary>Sees gRPC's length-prefixed messages in bytes that come in any pieces.</summary>
internal sealed class MessageParser(Action<bool, int> onMessage)
{
    private readonly byte[] _prefix = new byte[5];
    private int _prefixCount;
    private int _left;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_left > 0)
            {
                var skipped = Math.Min(_left, bytes.Length);
                _left -= skipped;
                bytes = bytes[skipped..];
                continue;
            }
            _prefix[_prefixCount++] = bytes[0];
            bytes = bytes[1..];
            if (_prefixCount < _prefix.Length) continue;
            _prefixCount = 0;
            _left = BinaryPrimitives.ReadInt32BigEndian(_prefix.AsSpan(1));
            onMessage(_prefix[0] == 1, _left);
        }
    }
}
