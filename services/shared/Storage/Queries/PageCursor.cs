using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace FactoryTwin.Storage.Queries;

/// <summary>
/// The place after a page: the order's values of its last document, bound to the query by a hash, so that a token cannot be used
/// with another query. Callers must not read it; what is in it is only ever bound as parameters.
/// </summary>
internal static class PageCursor
{
    private const byte Version = 1;
    private const int HashBytes = 8;

    /// <summary>What makes two requests pages of the same list; the page size may differ.</summary>
    public static byte[] Identity(string collection, ListQuery query) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{collection}\n{query.NamePrefix}\n{query.OrderBy}\n{query.Filter}"))[..HashBytes];

    public static string Write(ReadOnlySpan<byte> identity, IReadOnlyList<object?> values)
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Version);
        writer.Write(identity);
        foreach (var value in values)
            WriteValue(writer, value);
        writer.Flush();
        return Base64Url.EncodeToString(stream.ToArray());
    }

    public static IReadOnlyList<object?> Read(string token, ReadOnlySpan<byte> identity, int count)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(Base64Url.DecodeFromChars(token)));
            if (reader.ReadByte() != Version)
                throw new FormatException();
            if (!reader.ReadBytes(HashBytes).AsSpan().SequenceEqual(identity))
                throw new InvalidQueryException("page_token", "It belongs to a list with another filter, order or parent. Repeat them unchanged, or leave the token out.");
            var values = new object?[count];
            for (var i = 0; i < count; i++)
                values[i] = ReadValue(reader);
            return reader.BaseStream.Position == reader.BaseStream.Length ? values : throw new FormatException();
        }
        catch (Exception exception) when (exception is FormatException or IOException or ArgumentException)
        {
            throw new InvalidQueryException("page_token", "It is not a token that this service has given. Use next_page_token as it came, or leave it out.");
        }
    }

    private static void WriteValue(BinaryWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.Write((byte)0);
                break;
            case string text:
                writer.Write((byte)1);
                writer.Write(text);
                break;
            case long number:
                writer.Write((byte)2);
                writer.Write(number);
                break;
            case double number:
                writer.Write((byte)3);
                writer.Write(number);
                break;
            default:
                throw new ArgumentException($"{value.GetType()} is no sort value.", nameof(value));
        }
    }

    private static object? ReadValue(BinaryReader reader) => reader.ReadByte() switch
    {
        0 => null,
        1 => reader.ReadString(),
        2 => reader.ReadInt64(),
        3 => reader.ReadDouble(),
        _ => throw new FormatException(),
    };
}
