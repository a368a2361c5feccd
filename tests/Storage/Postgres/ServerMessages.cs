using System.Buffers.Binary;
using System.Text;

namespace FactoryTwin.Storage.Tests.Postgres;

/// <summary>What a server says on one connection, cut into messages however it is read: a letter, the length of the rest, the rest. No TLS.</summary>
internal sealed class ServerMessages
{
    private const int HeadLength = 5;
    private byte[] waiting = [];

    public void Add(ReadOnlySpan<byte> read) => waiting = [.. waiting, .. read];

    /// <summary>The next whole message; null where more must be read first.</summary>
    public byte[]? Take()
    {
        if (waiting.Length < HeadLength)
            return null;
        var length = 1 + BinaryPrimitives.ReadInt32BigEndian(waiting.AsSpan(1));
        if (waiting.Length < length)
            return null;
        var message = waiting[..length];
        waiting = waiting[length..];
        return message;
    }

    /// <summary>The command that this message tells the end of, for example "COMMIT" or "INSERT 0 1"; null where it tells something else.</summary>
    public static string? EndOf(byte[] message) => message[0] == 'C' ? Encoding.ASCII.GetString(message.AsSpan(HeadLength).TrimEnd((byte)0)) : null;

    /// <summary>True for the last message of an answer: the server waits for the next question.</summary>
    public static bool IsReady(byte[] message) => message[0] == 'Z';
}
