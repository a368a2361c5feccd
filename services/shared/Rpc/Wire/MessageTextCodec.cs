using System.Globalization;
using System.Text;

namespace FactoryTwin.Rpc.Wire;

/// <summary>The header grpc-message: UTF-8, percent-encoded where it is not printable ASCII.</summary>
internal static class MessageTextCodec
{
    public static string Encode(string text)
    {
        if (!NeedsEncoding(text)) return text;
        var encoded = new StringBuilder(text.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (IsPlain((char)b)) encoded.Append((char)b);
            else encoded.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }
        return encoded.ToString();
    }

    /// <summary>Characters that it takes.</summary>
    public static int SizeOf(Rune rune) => rune.IsAscii && IsPlain((char)rune.Value) ? 1 : 3 * rune.Utf8SequenceLength;

    /// <summary>What is no valid escape stays as it is: a message is never lost for its form.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal)) return text;
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length
                && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var escaped))
            {
                bytes[count++] = escaped;
                i += 2;
            }
            else
            {
                count += Encoding.UTF8.GetBytes(text.AsSpan(i, 1), bytes.AsSpan(count));
            }
        }
        return Encoding.UTF8.GetString(bytes, 0, count);
    }

    private static bool NeedsEncoding(string text)
    {
        foreach (var c in text)
        {
            if (!IsPlain(c)) return true;
        }
        return false;
    }

    private static bool IsPlain(char c) => c is >= ' ' and <= '~' and not '%';
}
