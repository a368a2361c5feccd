using System.Text;

namespace FactoryTwin.Storage.Postgres;

/// <summary>
/// Text as PostgreSQL can hold it: it takes no U+0000. U+0000 to U+0003 become U+0001 and two of U+0002, U+0003. Order, equality,
/// prefixes and "contains" stay exactly what they were, because no character's code begins inside of another's.
/// </summary>
internal static class TextCode
{
    private const char Lead = '\u0001';
    private const char Last = '\u0003';

    public static string Encode(string text)
    {
        foreach (var sign in text)
        {
            if (sign <= Last || char.IsSurrogate(sign))
                return EncodeEach(text);
        }
        return text;
    }

    public static string Decode(string code)
    {
        if (!code.Contains(Lead, StringComparison.Ordinal))
            return code;
        var text = new StringBuilder(code.Length);
        for (var i = 0; i < code.Length; i++)
        {
            if (code[i] == Lead && i + 2 < code.Length)
            {
                text.Append((char)(((code[i + 1] - 2) * 2) + code[i + 2] - 2));
                i += 2;
            }
            else
            {
                text.Append(code[i]);
            }
        }
        return text.ToString();
    }

    // Runes: half a surrogate pair becomes U+FFFD, as in every UTF-8 encoder that does not throw.
    private static string EncodeEach(string text)
    {
        var code = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value <= Last)
                code.Append(Lead).Append((char)(2 + (rune.Value >> 1))).Append((char)(2 + (rune.Value & 1)));
            else
                code.Append(rune.ToString());
        }
        return code.ToString();
    }
}
