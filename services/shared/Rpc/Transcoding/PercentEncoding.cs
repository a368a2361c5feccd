using System.Text;

namespace FactoryTwin.Rpc.Transcoding;

/// <summary>Decodes percent-encoding (RFC 3986 §2.1) of a path's segment.</summary>
internal static class PercentEncoding
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Decodes <paramref name="raw"/>. With <paramref name="keepSlash"/> an encoded slash stays as it is, so that it cannot be taken
    /// for a separator: what google/api/http.proto asks for variables of several segments.
    /// </summary>
    /// <exception cref="FormatException">A '%' is not followed by two hexadecimal digits, or the bytes are not UTF-8.</exception>
    public static string Decode(string raw, bool keepSlash)
    {
        if (!raw.Contains('%'))
            return raw;
        var bytes = new List<byte>(raw.Length);
        for (var at = 0; at < raw.Length; at++)
        {
            if (raw[at] != '%')
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(raw[at..(char.IsHighSurrogate(raw[at]) && at + 1 < raw.Length ? ++at + 1 : at + 1)]));
                continue;
            }
            if (at + 2 >= raw.Length || !char.IsAsciiHexDigit(raw[at + 1]) || !char.IsAsciiHexDigit(raw[at + 2]))
                throw new FormatException($"'{raw}' is not percent-encoded rightly.");
            var value = Convert.ToByte(raw.Substring(at + 1, 2), 16);
            if (value == '/' && keepSlash)
                bytes.AddRange(Encoding.ASCII.GetBytes(raw.Substring(at, 3)));
            else
                bytes.Add(value);
            at += 2;
        }
        try
        {
            return Strict.GetString([.. bytes]);
        }
        catch (DecoderFallbackException fault)
        {
            throw new FormatException($"'{raw}' is not UTF-8 once it is decoded.", fault);
        }
    }

    /// <summary>Decodes for comparing with a literal; what is not encoded rightly equals no literal.</summary>
    public static string? TryDecode(string raw)
    {
        try
        {
            return Decode(raw, keepSlash: false);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
